// SPDX-License-Identifier: Apache-2.0
#include "tools/trace_view/recording.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <limits>
#include <sstream>

#include "abi/limits.h"
#include "libs/trace_dump/format.h"

namespace trace_view {

namespace {

// So that nanoseconds of it are far from overflowing.
constexpr uint64_t SECONDS_MAX = UINT64_C(366) * 24 * 3600;
constexpr uint64_t TICKS_PER_SECOND_MAX = 1000000000000;

const std::string kPrefix = TRACE_FORMAT_PREFIX;

bool BeginsWith(const std::string &text, const std::string &beginning) {
    return text.compare(0, beginning.size(), beginning) == 0;
}

std::vector<std::string> Lines(const std::string &text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        // A terminal's recording has more than one of them.
        while (!line.empty() && line.back() == '\r') {
            line.pop_back();
        }
        lines.push_back(line);
    }
    return lines;
}

std::vector<std::string> Words(const std::string &line) {
    std::vector<std::string> words;
    size_t begin = 0;
    for (size_t end = line.find(' '); end != std::string::npos; end = line.find(' ', begin)) {
        words.push_back(line.substr(begin, end - begin));
        begin = end + 1;
    }
    words.push_back(line.substr(begin));
    return words;
}

// Digits of that base and nothing else.
std::optional<uint64_t> Number(const std::string &text, int base, uint64_t most) {
    const char *digits = base == 16 ? "0123456789abcdef" : "0123456789";
    if (text.empty() || text.find_first_not_of(digits) != std::string::npos) {
        return std::nullopt;
    }
    errno = 0;
    uint64_t value = std::strtoull(text.c_str(), nullptr, base);
    return errno != 0 || value > most ? std::nullopt : std::make_optional(value);
}

constexpr uint64_t ANY = std::numeric_limits<uint64_t>::max();

// The number behind "name=".
std::optional<uint64_t> Named(const std::string &word, const std::string &name, uint64_t most) {
    return BeginsWith(word, name + "=") ? Number(word.substr(name.size() + 1), 10, most) : std::nullopt;
}

std::optional<uint8_t> EventNamed(const std::string &name) {
    for (uint8_t event = ABI_TRACE_SWITCH; event < ABI_TRACE_EVENT_COUNT; event++) {
        if (name == trace_format_event(event)) {
            return event;
        }
    }
    return std::nullopt;
}

bool NamesAHart(const abi_trace_record &record) {
    return record.event == ABI_TRACE_WAKE || record.event == ABI_TRACE_STEAL || record.event == ABI_TRACE_MIGRATE ||
           record.event == ABI_TRACE_IPI_SEND;
}

// Takes the lines of one dump. Each step is "" or what is wrong.
class Reader {
  public:
    std::string Take(const std::vector<std::string> &words) {
        if (!has_begun_) {
            return Begin(words);
        }
        if (has_ended_) {
            return "a line of a dump after its end";
        }
        if (words[0] == "end") {
            return End(words);
        }
        return BeginsWith(words[0], "hart=") ? EndOfHart(words) : Record(words);
    }

    bool has_ended() const {
        return has_ended_;
    }

    const Dump &dump() const {
        return dump_;
    }

  private:
    std::string Begin(const std::vector<std::string> &words) {
        const auto version = words.size() > 1 ? Named(words[1], "version", ANY) : std::nullopt;
        if (!version) {
            return "the first line of a dump says no version";
        }
        if (*version != TRACE_FORMAT_VERSION) {
            return "version " + std::to_string(*version) + " of the format; only version " +
                   std::to_string(TRACE_FORMAT_VERSION) + " is known here";
        }
        const bool is_long = words.size() == 4;
        const auto rate = is_long ? Named(words[2], "ticks_per_second", TICKS_PER_SECOND_MAX) : std::nullopt;
        const auto harts = is_long ? Named(words[3], "harts", ABI_HARTS_MAX) : std::nullopt;
        if (!rate || *rate == 0 || !harts || *harts == 0) {
            return "not a first line: begin version=1 ticks_per_second=HZ harts=N";
        }
        dump_.ticks_per_second = *rate;
        dump_.harts.resize(*harts);
        has_begun_ = true;
        return "";
    }

    std::string Record(const std::vector<std::string> &words) {
        if (hart_ == dump_.harts.size()) {
            return "a record after those of the last hart";
        }
        if (words.size() != 7 || !BeginsWith(words[6], "0x")) {
            return "not a record: CPU POSITION TIME EVENT TASK DETAIL 0xARGUMENT";
        }
        const auto cpu = Number(words[0], 10, ABI_HARTS_MAX - 1);
        const auto position = Number(words[1], 10, ANY - 1);
        const auto time = Number(words[2], 10, ANY);
        const auto event = EventNamed(words[3]);
        const auto task = Number(words[4], 10, std::numeric_limits<uint32_t>::max());
        const auto detail = Number(words[5], 10, std::numeric_limits<uint16_t>::max());
        const auto argument = Number(words[6].substr(2), 16, ANY);
        if (!event) {
            return "no such event: " + words[3];
        }
        if (!cpu || !position || !time || !task || !detail || !argument) {
            return "not a record: a field is no number, or too large";
        }
        return Add({*position, *time, *argument, static_cast<uint32_t>(*task), static_cast<uint16_t>(*detail), *event,
                    static_cast<uint8_t>(*cpu)});
    }

    std::string Add(const abi_trace_record &record) {
        std::vector<abi_trace_record> &records = dump_.harts[hart_].records;
        if (record.cpu != hart_) {
            return "a record of hart " + std::to_string(record.cpu) + " among those of hart " + std::to_string(hart_);
        }
        if (NamesAHart(record) && record.detail >= dump_.harts.size()) {
            return "there is no hart " + std::to_string(record.detail);
        }
        if (!records.empty() && record.position <= records.back().position) {
            return "positions do not grow";
        }
        if (!records.empty() && record.time < records.back().time) {
            return "time goes backwards";
        }
        gaps_ += records.empty() ? 0 : record.position - records.back().position - 1;
        first_time_ = std::min(first_time_, record.time);
        last_time_ = std::max(last_time_, record.time);
        records.push_back(record);
        return "";
    }

    std::string EndOfHart(const std::vector<std::string> &words) {
        const auto cpu = Named(words[0], "hart", ABI_HARTS_MAX - 1);
        const auto records = words.size() == 3 ? Named(words[1], "records", ANY) : std::nullopt;
        const auto lost = words.size() == 3 ? Named(words[2], "lost", ANY) : std::nullopt;
        if (!cpu || !records || !lost) {
            return "not the end of a hart: hart=CPU records=N lost=N";
        }
        if (*cpu != hart_ || hart_ == dump_.harts.size()) {
            return "the end of hart " + std::to_string(*cpu) + " is not due here";
        }
        HartRecords &hart = dump_.harts[hart_];
        if (*records != hart.records.size()) {
            return std::to_string(*records) + " records said, " + std::to_string(hart.records.size()) + " found";
        }
        if (*lost < gaps_) {
            return std::to_string(*lost) + " lost records said, " + std::to_string(gaps_) + " are missing";
        }
        hart.lost = *lost;
        records_ += *records;
        lost_ += *lost;
        gaps_ = 0;
        hart_++;
        return "";
    }

    std::string End(const std::vector<std::string> &words) {
        const auto records = words.size() == 3 ? Named(words[1], "records", ANY) : std::nullopt;
        const auto lost = words.size() == 3 ? Named(words[2], "lost", ANY) : std::nullopt;
        if (!records || !lost) {
            return "not the end of a dump: end records=N lost=N";
        }
        if (hart_ != dump_.harts.size()) {
            return "the dump ends before the end of hart " + std::to_string(hart_);
        }
        if (*records != records_ || *lost != lost_) {
            return "what the harts say adds up to records=" + std::to_string(records_) +
                   " lost=" + std::to_string(lost_);
        }
        if (records_ != 0 && (last_time_ - first_time_) / dump_.ticks_per_second > SECONDS_MAX) {
            return "the records are more than a year apart";
        }
        has_ended_ = true;
        return "";
    }

    Dump dump_;
    bool has_begun_ = false;
    bool has_ended_ = false;
    size_t hart_ = 0;  // whose records come
    uint64_t gaps_ = 0;
    uint64_t records_ = 0;
    uint64_t lost_ = 0;
    uint64_t first_time_ = ANY;
    uint64_t last_time_ = 0;
};

// Where the last dump begins; the number of lines where there is none.
size_t LastBegin(const std::vector<std::string> &lines) {
    size_t found = lines.size();
    for (size_t i = 0; i < lines.size(); i++) {
        if (lines[i] == kPrefix + "begin" || BeginsWith(lines[i], kPrefix + "begin ")) {
            found = i;
        }
    }
    return found;
}

}  // namespace

std::optional<Dump> ReadRecording(const std::string &recording, Problem *problem) {
    const std::vector<std::string> lines = Lines(recording);
    const size_t begin = LastBegin(lines);
    if (begin == lines.size()) {
        *problem = {std::max<size_t>(begin, 1), "no dump of a trace up to here; the console's command is: trace dump"};
        return std::nullopt;
    }
    Reader reader;
    for (size_t i = begin; i < lines.size(); i++) {
        if (!BeginsWith(lines[i], kPrefix)) {
            continue;
        }
        const std::string wrong = reader.Take(Words(lines[i].substr(kPrefix.size())));
        if (!wrong.empty()) {
            *problem = {i + 1, wrong};
            return std::nullopt;
        }
    }
    if (!reader.has_ended()) {
        *problem = {lines.size(), "the dump has no end line"};
        return std::nullopt;
    }
    return reader.dump();
}

}  // namespace trace_view
