// SPDX-License-Identifier: Apache-2.0
// Every text in it is made of names and numbers of ours, so nothing needs to be escaped.
#include "tools/trace_view/trace_json.h"

#include <cinttypes>
#include <cstdio>

#include "libs/trace_dump/format.h"

namespace trace_view {

namespace {

constexpr uint64_t NANOSECONDS_PER_MICROSECOND = 1000;

std::string Quoted(const std::string &text) {
    return '"' + text + '"';
}

std::string Microseconds(uint64_t nanoseconds) {
    char text[32];
    (void)snprintf(text, sizeof(text), "%" PRIu64 ".%03" PRIu64, nanoseconds / NANOSECONDS_PER_MICROSECOND,
                   nanoseconds % NANOSECONDS_PER_MICROSECOND);
    return text;
}

// One object on a line of its own.
class Object {
  public:
    // Of that phase, on that hart. The process is 1 and threads begin at 1: to Perfetto thread 0 is the idle one of a system's own.
    Object(const char *phase, size_t hart)
        : text_("{\"ph\":" + Quoted(phase) + ",\"pid\":1,\"tid\":" + std::to_string(hart + 1)) {}

    Object &Text(const char *name, const std::string &value) {
        return Raw(name, Quoted(value));
    }

    Object &Raw(const char *name, const std::string &value) {
        text_ += "," + Quoted(name) + ":" + value;
        return *this;
    }

    Object &Time(const char *name, uint64_t nanoseconds) {
        return Raw(name, Microseconds(nanoseconds));
    }

    std::string Done() const {
        return text_ + "}";
    }

  private:
    std::string text_;
};

std::string One(const char *name, const std::string &value) {
    return "{" + Quoted(name) + ":" + value + "}";
}

void AddNames(const Timeline &timeline, std::vector<std::string> *objects) {
    objects->push_back(Object("M", 0).Text("name", "process_name").Raw("args", One("name", Quoted("Neuron"))).Done());
    for (size_t hart = 0; hart < timeline.harts.size(); hart++) {
        const std::string number = std::to_string(hart);
        objects->push_back(
            Object("M", hart).Text("name", "thread_name").Raw("args", One("name", Quoted("hart " + number))).Done());
        objects->push_back(
            Object("M", hart).Text("name", "thread_sort_index").Raw("args", One("sort_index", number)).Done());
    }
}

std::string SpanObject(const Timeline &timeline, size_t hart, const Span &span) {
    Object object("X", hart);
    object.Time("ts", span.begin).Time("dur", span.end - span.begin);
    switch (span.doing) {
        case Doing::kTask:
            object.Text("name", TaskName(timeline, span.task))
                .Text("cat", "task")
                .Raw("args", One("task", std::to_string(span.task)));
            break;
        case Doing::kIdle:
            // Not left out: a flow needs something that it ends in.
            object.Text("name", "idle").Text("cat", "idle").Text("cname", "white");
            break;
        case Doing::kBetween:
            object.Text("name", "kernel").Text("cat", "kernel").Text("cname", "grey");
            break;
        case Doing::kLost:
            object.Text("name", "lost records")
                .Text("cat", "lost")
                .Text("cname", "terrible")
                .Raw("args", One("records", std::to_string(span.lost)));
            break;
    }
    return object.Done();
}

std::string EventObject(size_t hart, const Event &event) {
    const abi_trace_record &record = event.record;
    char argument[32];
    (void)snprintf(argument, sizeof(argument), "\"0x%" PRIx64 "\"", record.argument);
    return Object("i", hart)
        .Text("s", "t")
        .Time("ts", event.time)
        .Text("name", trace_format_event(record.event))
        .Text("cat", trace_format_event(record.event))
        .Raw("args", "{\"task\":" + std::to_string(record.task) + ",\"detail\":" + std::to_string(record.detail) +
                         ",\"argument\":" + argument + "}")
        .Done();
}

void AddArrow(const Arrow &arrow, size_t id, std::vector<std::string> *objects) {
    const char *name = arrow.effect == Effect::kSteal ? "steal" : "ipi";
    const char *said = arrow.effect == Effect::kSteal ? "task" : "reasons";
    const std::string number = std::to_string(id);
    objects->push_back(Object("s", arrow.from)
                           .Time("ts", arrow.begin)
                           .Text("name", name)
                           .Text("cat", name)
                           .Raw("id", number)
                           .Raw("args", One(said, std::to_string(arrow.said)))
                           .Done());
    objects->push_back(Object("f", arrow.to)
                           .Time("ts", arrow.end)
                           .Text("name", name)
                           .Text("cat", name)
                           .Raw("id", number)
                           .Text("bp", "e")
                           .Done());
}

}  // namespace

std::string MakeJson(const Timeline &timeline) {
    std::vector<std::string> objects;
    AddNames(timeline, &objects);
    for (size_t hart = 0; hart < timeline.harts.size(); hart++) {
        for (const Span &span : timeline.harts[hart].spans) {
            objects.push_back(SpanObject(timeline, hart, span));
        }
        for (const Event &event : timeline.harts[hart].events) {
            objects.push_back(EventObject(hart, event));
        }
    }
    for (size_t i = 0; i < timeline.arrows.size(); i++) {
        AddArrow(timeline.arrows[i], i + 1, &objects);
    }
    std::string json = "{\"displayTimeUnit\":\"ns\",\"otherData\":{\"records\":" + std::to_string(timeline.records) +
                       ",\"lost\":" + std::to_string(timeline.lost) + "},\"traceEvents\":[\n";
    for (size_t i = 0; i < objects.size(); i++) {
        json += objects[i] + (i + 1 < objects.size() ? ",\n" : "\n");
    }
    return json + "]}\n";
}

}  // namespace trace_view
