// SPDX-License-Identifier: Apache-2.0
#include "tools/trace_view/svg.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "expat.h"
#include "tools/trace_view/dumps.h"
#include "tools/trace_view/page.h"

namespace trace_view {
namespace {

struct Element {
    std::string name;
    std::map<std::string, std::string> attributes;
    std::string text;   // its own
    std::string group;  // id of the <g> around it

    double Of(const std::string &attribute) const {
        auto found = attributes.find(attribute);
        return found == attributes.end() ? -1 : std::strtod(found->second.c_str(), nullptr);
    }

    bool IsOf(const std::string &kind) const {
        auto found = attributes.find("class");
        return found != attributes.end() && found->second == kind;
    }
};

struct Document {
    std::vector<Element> elements;
    std::vector<size_t> open;
};

void Begin(void *user, const XML_Char *name, const XML_Char **attributes) {
    auto *document = static_cast<Document *>(user);
    Element element;
    element.name = name;
    for (; *attributes != nullptr; attributes += 2) {
        element.attributes[attributes[0]] = attributes[1];
    }
    for (size_t around : document->open) {
        if (document->elements[around].name == "g") {
            element.group = document->elements[around].attributes["id"];
        }
    }
    document->open.push_back(document->elements.size());
    document->elements.push_back(element);
}

void End(void *user, const XML_Char *) {
    static_cast<Document *>(user)->open.pop_back();
}

void Text(void *user, const XML_Char *text, int length) {
    auto *document = static_cast<Document *>(user);
    document->elements[document->open.back()].text.append(text, static_cast<size_t>(length));
}

// Empty when it is no XML.
std::vector<Element> Parse(const std::string &svg) {
    Document document;
    XML_Parser parser = XML_ParserCreate(nullptr);
    XML_SetUserData(parser, &document);
    XML_SetElementHandler(parser, Begin, End);
    XML_SetCharacterDataHandler(parser, Text);
    const bool is_sound = XML_Parse(parser, svg.data(), static_cast<int>(svg.size()), 1) == XML_STATUS_OK;
    EXPECT_TRUE(is_sound) << XML_ErrorString(XML_GetErrorCode(parser)) << ", line " << XML_GetCurrentLineNumber(parser);
    XML_ParserFree(parser);
    return is_sound ? document.elements : std::vector<Element>();
}

class Svg : public testing::Test {
  protected:
    size_t Count(const std::string &name, const std::string &kind, const std::string &group) {
        size_t count = 0;
        for (const Element &element : elements_) {
            count += element.name == name && element.IsOf(kind) && element.group == group ? 1 : 0;
        }
        return count;
    }

    // The row of that hart: from top to bottom.
    std::pair<double, double> Row(size_t hart) {
        for (const Element &element : elements_) {
            if (element.IsOf("row") && element.group == "hart-" + std::to_string(hart)) {
                return {element.Of("y"), element.Of("y") + element.Of("height")};
            }
        }
        return {0, 0};
    }

    std::vector<Element> elements_ = Parse(MakeSvg(MakeTimeline(Busy())));
};

TEST_F(Svg, IsOnePictureOfItsOwn) {
    ASSERT_FALSE(elements_.empty());
    EXPECT_EQ(elements_[0].name, "svg");
    EXPECT_EQ(elements_[0].attributes["xmlns"], "http://www.w3.org/2000/svg");
    EXPECT_EQ(elements_[0].Of("width"), kPageWidth);
    for (const Element &element : elements_) {
        EXPECT_EQ(element.attributes.count("href"), 0u);
        EXPECT_NE(element.name, "image");
        EXPECT_NE(element.name, "script");
    }
}

TEST_F(Svg, EveryHartHasARowWithItsTasks) {
    EXPECT_EQ(Count("rect", "task", "hart-0"), 2u);
    EXPECT_EQ(Count("rect", "task", "hart-1"), 2u);
    EXPECT_EQ(Count("rect", "task", "hart-2"), 2u);
    for (size_t hart = 0; hart < 3; hart++) {
        EXPECT_EQ(Count("rect", "row", "hart-" + std::to_string(hart)), 1u);
    }
    EXPECT_LT(Row(0).second, Row(1).first);
    EXPECT_LT(Row(1).second, Row(2).first);
}

TEST_F(Svg, TasksLieInTheirRowsAndNotOverEachOther) {
    std::map<std::string, double> ends;
    for (const Element &element : elements_) {
        if (!element.IsOf("task") && !element.IsOf("lost") && !element.IsOf("kernel")) {
            continue;
        }
        if (element.group.empty()) {
            continue;  // the legend's
        }
        const auto row = Row(static_cast<size_t>(element.group.back() - '0'));
        EXPECT_GE(element.Of("y"), row.first);
        EXPECT_LE(element.Of("y") + element.Of("height"), row.second);
        // What is very short is drawn a little longer.
        EXPECT_GE(element.Of("x") + 0.81, ends[element.group]);
        EXPECT_LE(element.Of("x") + element.Of("width"), static_cast<double>(kRowsRight) + 0.81);
        ends[element.group] = element.Of("x") + element.Of("width");
    }
    EXPECT_EQ(ends.size(), 3u);
}

TEST_F(Svg, ATaskHasOneColourAndTheLegendNamesIt) {
    std::map<std::string, std::string> colours;
    for (size_t i = 0; i + 1 < elements_.size(); i++) {
        if (elements_[i].IsOf("task")) {
            const std::string title = elements_[i + 1].text;
            const std::string task = title.substr(0, title.find(','));
            const std::string colour = elements_[i].attributes["fill"];
            EXPECT_EQ(colours.emplace(task, colour).first->second, colour);
        }
    }
    EXPECT_EQ(colours.size(), 3u);
    for (const auto &colour : colours) {
        size_t found = 0;
        for (size_t i = 0; i + 1 < elements_.size(); i++) {
            found += elements_[i].group.empty() && elements_[i].attributes["fill"] == colour.second &&
                             elements_[i + 1].text == colour.first
                         ? 1
                         : 0;
        }
        EXPECT_EQ(found, 1u) << colour.first;
    }
}

TEST_F(Svg, ArrowsGoFromRowToRow) {
    std::vector<Element> arrows;
    for (const Element &element : elements_) {
        // Those of the legend are level.
        if ((element.IsOf("ipi") || element.IsOf("steal")) && element.Of("y1") != element.Of("y2")) {
            arrows.push_back(element);
        }
    }
    ASSERT_EQ(arrows.size(), 4u);
    // In the order of their ends: the one up to hart 0 is last.
    EXPECT_TRUE(arrows[0].IsOf("ipi"));
    EXPECT_EQ(arrows[0].Of("y1"), Row(0).second);
    EXPECT_EQ(arrows[0].Of("y2"), Row(1).first);
    EXPECT_TRUE(arrows[2].IsOf("steal"));
    EXPECT_EQ(arrows[2].Of("y1"), Row(1).second);
    EXPECT_EQ(arrows[2].Of("y2"), Row(2).first);
    EXPECT_EQ(arrows[3].Of("y1"), Row(1).first);
    EXPECT_EQ(arrows[3].Of("y2"), Row(0).second);
    for (const Element &arrow : arrows) {
        EXPECT_LE(arrow.Of("x1"), arrow.Of("x2"));
    }
}

TEST_F(Svg, LostRecordsFaultsTimersAndSilencesAreShown) {
    EXPECT_EQ(Count("rect", "lost", "hart-2"), 1u);
    EXPECT_EQ(Count("line", "fault", "hart-1"), 1u);
    EXPECT_EQ(Count("line", "timer", "hart-1"), 1u);
    EXPECT_EQ(Count("rect", "cut", ""), 1u);
    bool is_said = false;
    for (const Element &element : elements_) {
        is_said = is_said || element.text.find(", 3 lost") != std::string::npos;
    }
    EXPECT_TRUE(is_said);
}

TEST_F(Svg, TextStaysOnThePage) {
    for (const Element &element : elements_) {
        if (element.name == "text") {
            EXPECT_GE(element.Of("x"), 0) << element.text;
            EXPECT_LE(element.Of("x"), static_cast<double>(kRowsRight)) << element.text;
            EXPECT_GT(element.Of("y"), 0) << element.text;
            EXPECT_LT(element.Of("y"), elements_[0].Of("height")) << element.text;
        }
    }
}

TEST(SvgOfNothing, IsAPictureWithEmptyRows) {
    EXPECT_FALSE(Parse(MakeSvg(MakeTimeline(DumpOf({{}, {}})))).empty());
}

TEST(SvgOfManyHarts, IsAPicture) {
    std::vector<std::vector<abi_trace_record>> harts(64, {At(0, ABI_TRACE_SWITCH, 5), At(9, ABI_TRACE_IDLE, 0)});
    EXPECT_FALSE(Parse(MakeSvg(MakeTimeline(DumpOf(harts)))).empty());
}

}  // namespace
}  // namespace trace_view
