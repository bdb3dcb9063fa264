# SPDX-License-Identifier: Apache-2.0
"""Repositories made of locked Debian packages.

`debian_tree` downloads packages by the path and SHA-256 that packages.bzl states and unpacks of each only the
files that some action reads: small trees make small sandboxes. Bazel's repository cache keeps the downloads.
Nothing is fetched before a target of the repository is needed.
"""

load(":debian_tree_repository.bzl", "debian_tree_repository")
load(":packages.bzl", "PACKAGES")

def debian_tree(name, packages, **kwargs):
    """Declares a repository unpacked from Debian packages.

    Args:
      name: the repository.
      packages: package name of packages.bzl -> path patterns to unpack ("*" crosses folders; one that matches
        nothing is an error). A "src:" package is unpacked whole.
      **kwargs: build_file; library_repositories (whose libraries the programs use too); links (link -> path in the
        tree); patches (of depth 1); programs (name -> path; bin/name then runs it with the tree's own
        loader); strip_prefix (of source packages); strip_root (folder whose content becomes the tree); trim (shell
        patterns to remove again).
    """

    # Only the records that are used become attributes: a changed lock refetches what changed, no more.
    records = {p: "%s %s" % (PACKAGES[p][1], PACKAGES[p][2]) for p in packages}
    debian_tree_repository(name = name, packages = packages, records = records, **kwargs)
