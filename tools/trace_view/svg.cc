// SPDX-License-Identifier: Apache-2.0
// Every text in it is made of names and numbers of ours, so nothing needs to be escaped.
#include "tools/trace_view/svg.h"

#include <algorithm>
#include <map>

#include "tools/trace_view/axis.h"
#include "tools/trace_view/page.h"

namespace trace_view {

namespace {

constexpr int64_t kTitleY = 26;
constexpr int64_t kLegendTop = 40;
constexpr int64_t kAboveRows = 34;
constexpr int64_t kBelowRows = 44;
constexpr int64_t kTimesBelow = 26;
constexpr int64_t kLeastSpan = 8;    // tenths of a pixel: what was short is seen all the same
constexpr int64_t kDigitWidth = 75;  // the same, of the numbers in spans

// Of a line in pixels.
std::string Number(int64_t tenths) {
    const std::string sign = tenths < 0 ? "-" : "";
    const int64_t size = tenths < 0 ? -tenths : tenths;
    const std::string rest = size % Axis::kTenths == 0 ? "" : "." + std::to_string(size % Axis::kTenths);
    return sign + std::to_string(size / Axis::kTenths) + rest;
}

// One attribute with a blank before it; positions in tenths of a pixel.
std::string At(const char *name, int64_t tenths) {
    return std::string(" ") + name + "=\"" + Number(tenths) + "\"";
}

std::string Pixels(const char *name, int64_t pixels) {
    return At(name, pixels * Axis::kTenths);
}

const char kStyle[] =
    "<style>\n"
    "text { font: 12px sans-serif; fill: #1f2937 }\n"
    ".title { font-size: 15px; font-weight: bold }\n"
    ".number { font-size: 12px; text-anchor: middle; pointer-events: none }\n"
    ".time { font-size: 11px; text-anchor: middle; fill: #4b5563 }\n"
    ".row { fill: #ffffff; stroke: #d1d5db }\n"
    ".grid { stroke: #e5e7eb }\n"
    ".kernel { fill: #9ca3af }\n"
    ".lost { fill: url(#lost); stroke: #b91c1c; stroke-width: 0.5 }\n"
    ".cut { fill: #f3f4f6 }\n"
    ".timer { stroke: #4b5563; stroke-width: 1.2 }\n"
    ".fault { stroke: #b91c1c; stroke-width: 2.5 }\n"
    ".ipi { stroke: #1d4ed8; stroke-width: 1.3; marker-end: url(#ipi-head) }\n"
    ".steal { stroke: #be123c; stroke-width: 1.5; stroke-dasharray: 4 2; marker-end: url(#steal-head) }\n"
    "</style>\n";

std::string Head(const char *id, const char *colour) {
    return std::string("<marker id=\"") + id +
           "\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" "
           "markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0,1 L8,4 L0,7 z\" fill=\"" +
           colour + "\"/></marker>\n";
}

std::string Definitions() {
    return "<defs>\n" + Head("ipi-head", "#1d4ed8") + Head("steal-head", "#be123c") +
           "<pattern id=\"lost\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" "
           "patternTransform=\"rotate(45)\"><rect width=\"6\" height=\"6\" fill=\"#fee2e2\"/>"
           "<rect width=\"2\" height=\"6\" fill=\"#f87171\"/></pattern>\n</defs>\n";
}

std::string SpanTitle(const Timeline &timeline, const Span &span) {
    std::string what = "kernel";
    if (span.doing == Doing::kTask) {
        what = TaskName(timeline, span.task);
    } else if (span.doing == Doing::kLost) {
        what = std::to_string(span.lost) + " records lost";
    }
    return "<title>" + what + ", at " + MicrosecondsText(span.begin) + ", for " +
           MicrosecondsText(span.end - span.begin) + "</title>";
}

// It stands in a narrow place: of a long one the fraction says nothing.
std::string SilenceText(uint64_t nanoseconds) {
    return MicrosecondsText(nanoseconds < 1000000 ? nanoseconds : nanoseconds / 1000 * 1000);
}

class Page {
  public:
    explicit Page(const Timeline &timeline)
        : timeline_(timeline), legend_(PlaceLegend(timeline, kLegendTop, &legend_bottom_)),
          rows_(timeline.harts.size(), legend_bottom_ + kAboveRows),
          axis_(timeline, kRowsLeft * Axis::kTenths, kRowsRight * Axis::kTenths) {
        const std::vector<uint32_t> tasks = TasksByTime(timeline);
        for (size_t i = 0; i < tasks.size(); i++) {
            colours_[tasks[i]] = TaskColour(i);
        }
    }

    std::string Draw() const {
        const int64_t height = RowsEnd() + kBelowRows;
        const std::string size = std::to_string(kPageWidth) + " " + std::to_string(height);
        std::string page = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + std::to_string(kPageWidth) +
                           "\" height=\"" + std::to_string(height) + "\" viewBox=\"0 0 " + size + "\">\n" + kStyle +
                           Definitions() + "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n";
        page += DrawTitle() + DrawLegend() + DrawAxis();
        for (size_t hart = 0; hart < timeline_.harts.size(); hart++) {
            page += DrawHart(hart);
        }
        page += DrawCuts();
        for (const Arrow &arrow : timeline_.arrows) {
            page += DrawArrow(arrow);
        }
        return page + "</svg>\n";
    }

  private:
    int64_t RowsEnd() const {
        return rows_.Bottom(rows_.count - 1);
    }

    std::string DrawTitle() const {
        const std::string lost = timeline_.lost == 0 ? "none" : std::to_string(timeline_.lost);
        return "<text class=\"title\"" + Pixels("x", kPageMargin) + Pixels("y", kTitleY) +
               ">Neuron: " + std::to_string(timeline_.harts.size()) +
               (timeline_.harts.size() == 1 ? " hart" : " harts") + ", " + MicrosecondsText(timeline_.length) + ", " +
               std::to_string(timeline_.records) + " records, " + lost + " lost</text>\n";
    }

    // An upright stroke; what is in it and its end are the caller's.
    static std::string Mark(const char *name, int64_t x, int64_t y, int64_t height) {
        return std::string("<line class=\"") + name + "\"" + At("x1", x) + Pixels("y1", y) + At("x2", x) +
               Pixels("y2", y + height) + ">";
    }

    static std::string LegendSign(const LegendEntry &entry) {
        const std::string box = Pixels("x", entry.x) + Pixels("y", entry.y) + " width=\"14\" height=\"14\"/>";
        const int64_t middle = entry.y + 7;
        const std::string line =
            Pixels("x1", entry.x - 2) + Pixels("y1", middle) + Pixels("x2", entry.x + 16) + Pixels("y2", middle) + "/>";
        switch (entry.kind) {
            case LegendEntry::Kind::kTask:
                return "<rect fill=\"" + entry.colour + "\"" + box;
            case LegendEntry::Kind::kKernel:
                return "<rect class=\"kernel\"" + box;
            case LegendEntry::Kind::kLost:
                return "<rect class=\"lost\"" + box;
            case LegendEntry::Kind::kInterrupt:
                return "<line class=\"ipi\"" + line;
            case LegendEntry::Kind::kSteal:
                return "<line class=\"steal\"" + line;
            case LegendEntry::Kind::kTimer:
                return Mark("timer", (entry.x + 7) * Axis::kTenths, entry.y, 14) + "</line>";
            case LegendEntry::Kind::kFault:
                return Mark("fault", (entry.x + 7) * Axis::kTenths, entry.y, 14) + "</line>";
            case LegendEntry::Kind::kMore:
                break;
        }
        return "";
    }

    std::string DrawLegend() const {
        std::string text;
        for (const LegendEntry &entry : legend_) {
            text += LegendSign(entry) + "<text" + Pixels("x", entry.x + 20) + Pixels("y", entry.y + 11) + ">" +
                    entry.text + "</text>\n";
        }
        return text;
    }

    std::string DrawAxis() const {
        std::string text =
            "<text" + Pixels("x", kPageMargin) + Pixels("y", RowsEnd() + kTimesBelow) + ">\u00b5s</text>\n";
        for (const Tick &tick : axis_.Ticks()) {
            text += "<line class=\"grid\"" + At("x1", tick.x) + Pixels("y1", rows_.top - 8) + At("x2", tick.x) +
                    Pixels("y2", RowsEnd() + 10) + "/><text class=\"time\"" + At("x", tick.x) +
                    Pixels("y", RowsEnd() + kTimesBelow) + ">" + MicrosecondsNumber(tick.time) + "</text>\n";
        }
        return text;
    }

    // Over the rows, which are blank there.
    std::string DrawCuts() const {
        std::string text;
        for (const Cut &cut : axis_.cuts()) {
            const int64_t x = axis_.X(cut.begin);
            text += "<rect class=\"cut\"" + At("x", x + 2 * Axis::kTenths) + Pixels("y", rows_.top - 8) +
                    At("width", axis_.X(cut.end) - x - 4 * Axis::kTenths) +
                    Pixels("height", RowsEnd() - rows_.top + 18) + "/><text class=\"time\"" +
                    At("x", (x + axis_.X(cut.end)) / 2) + Pixels("y", rows_.top - 14) + ">all idle</text>" +
                    "<text class=\"time\"" + At("x", (x + axis_.X(cut.end)) / 2) +
                    Pixels("y", rows_.top + (RowsEnd() - rows_.top) / 2) + ">" + SilenceText(cut.end - cut.begin) +
                    "</text>\n";
        }
        return text;
    }

    std::string DrawHart(size_t hart) const {
        const int64_t y = rows_.Top(hart);
        std::string text = "<g id=\"hart-" + std::to_string(hart) + "\"><text" + Pixels("x", kPageMargin) +
                           Pixels("y", y + rows_.height / 2 + 4) + ">hart " + std::to_string(hart) +
                           "</text><rect class=\"row\"" + Pixels("x", kRowsLeft) + Pixels("y", y) +
                           Pixels("width", kRowsRight - kRowsLeft) + Pixels("height", rows_.height) + "/>\n";
        for (const Span &span : timeline_.harts[hart].spans) {
            text += span.doing == Doing::kIdle ? "" : DrawSpan(span, y);
        }
        for (const Event &event : timeline_.harts[hart].events) {
            text += DrawEvent(event, y);
        }
        return text + "</g>\n";
    }

    // A timer's at the bottom of the row, so that it covers no number; a fault from top to bottom.
    std::string DrawEvent(const Event &event, int64_t y) const {
        const int64_t x = axis_.X(event.time);
        const std::string at = ", at " + MicrosecondsText(event.time) + "</title></line>\n";
        const int64_t timer = rows_.height / 4;
        if (event.record.event == ABI_TRACE_TIMER) {
            return Mark("timer", x, y + rows_.height - timer, timer) + "<title>timer" + at;
        }
        if (event.record.event == ABI_TRACE_FAULT) {
            return Mark("fault", x, y, rows_.height) + "<title>fault of " + TaskName(timeline_, event.record.task) + at;
        }
        return "";
    }

    // In a bar: its colour tells it from others of the same name.
    std::string ShortName(uint32_t task) const {
        const auto program = timeline_.programs.find(task);
        return program == timeline_.programs.end() ? std::to_string(task) : program->second;
    }

    std::string DrawSpan(const Span &span, int64_t y) const {
        const int64_t x = axis_.X(span.begin);
        const int64_t width = std::max(axis_.X(span.end) - x, kLeastSpan);
        std::string look = " class=\"kernel\"";
        std::string number;
        if (span.doing == Doing::kTask) {
            look = " class=\"task\" fill=\"" + colours_.at(span.task) + "\"";
            number = ShortName(span.task);
        } else if (span.doing == Doing::kLost) {
            look = " class=\"lost\"";
            number = std::to_string(span.lost) + " lost";
        }
        std::string text = "<rect" + look + At("x", x) + Pixels("y", y + 1) + At("width", width) +
                           Pixels("height", rows_.height - 2) + ">" + SpanTitle(timeline_, span) + "</rect>";
        if (!number.empty() && width > kDigitWidth * static_cast<int64_t>(number.size() + 1)) {
            text += "<text class=\"number\"" + At("x", x + width / 2) + Pixels("y", y + rows_.height / 2 + 4) + ">" +
                    number + "</text>";
        }
        return text + "\n";
    }

    std::string DrawArrow(const Arrow &arrow) const {
        if (arrow.from == arrow.to) {
            return "";  // there is no way to show
        }
        const bool is_down = arrow.from < arrow.to;
        const std::string name = arrow.effect == Effect::kSteal ? "steal" : "ipi";
        const std::string what = arrow.effect == Effect::kSteal
                                     ? "steal of " + TaskName(timeline_, static_cast<uint32_t>(arrow.said))
                                     : "IPI";
        return "<line class=\"" + name + "\"" + At("x1", axis_.X(arrow.begin)) +
               Pixels("y1", is_down ? rows_.Bottom(arrow.from) : rows_.Top(arrow.from)) + At("x2", axis_.X(arrow.end)) +
               Pixels("y2", is_down ? rows_.Top(arrow.to) : rows_.Bottom(arrow.to)) + "><title>" + what + ", hart " +
               std::to_string(arrow.from) + " to hart " + std::to_string(arrow.to) + ", at " +
               MicrosecondsText(arrow.begin) + "</title></line>\n";
    }

    const Timeline &timeline_;
    int64_t legend_bottom_ = 0;
    std::vector<LegendEntry> legend_;
    Rows rows_;
    Axis axis_;
    std::map<uint32_t, std::string> colours_;
};

}  // namespace

std::string MakeSvg(const Timeline &timeline) {
    return Page(timeline).Draw();
}

}  // namespace trace_view
