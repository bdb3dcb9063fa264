// SPDX-License-Identifier: Apache-2.0
// recipes_compiler [--larger-policy] RECIPES POLICY policy.toml recipe.toml ...: writes the tables RECIPES and POLICY, or says what is wrong.
// With --larger-policy rules that name programs that are not there are left out.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>

#include "tools/recipes/compile.h"

static bool Read(const char *path, recipes::Source &source) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    source = {path, text.str()};
    return file.good();
}

static bool Write(const char *path, const std::string &bytes) {
    std::ofstream file(path, std::ios::binary);
    file << bytes;
    file.close();
    return file.good();
}

int main(int argc, char **argv) {
    recipes::PolicyOf policy_of = recipes::PolicyOf::These;
    if (argc > 1 && std::strcmp(argv[1], "--larger-policy") == 0) {
        policy_of = recipes::PolicyOf::Larger;
        argc--;
        argv++;
    }
    if (argc < 5) {
        std::fputs("usage: recipes_compiler [--larger-policy] RECIPES POLICY policy.toml recipe.toml ...\n", stderr);
        return 2;
    }
    std::vector<recipes::Source> sources(static_cast<size_t>(argc - 3));
    for (int i = 3; i < argc; i++) {
        if (!Read(argv[i], sources[static_cast<size_t>(i - 3)])) {
            std::fprintf(stderr, "%s: cannot be read\n", argv[i]);
            return EXIT_FAILURE;
        }
    }
    recipes::Source policy = sources.front();
    sources.erase(sources.begin());
    recipes::Diagnostics diagnostics;
    recipes::Tables tables = recipes::Compile(sources, policy, policy_of, diagnostics);
    if (diagnostics.HasErrors()) {
        std::fputs(diagnostics.Text().c_str(), stderr);
        return EXIT_FAILURE;
    }
    if (!Write(argv[1], tables.recipes) || !Write(argv[2], tables.policy)) {
        std::fputs("the tables cannot be written\n", stderr);
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
