#!/usr/bin/env python3
"""Builds `first-names.txt` and `surnames.txt`, in which the names of people are looked up, and `given-names.txt`.

Source: US Census Bureau, "Frequently Occurring Surnames and First Names from the 1990 Census", files `dist.male.first`,
`dist.female.first` and `dist.all.last` (its most frequent 20,000). A work of the United States government, in the public
domain. To these come the names of `names-more.txt`, which are ours.

    python3 build-names.py FOLDER_OF_THE_CENSUS_FILES

What is written: lower case, sorted by bytes, a name a line, after a header of comment lines. A name that is an ordinary word
(`words-common.txt`) stays only while it is frequent, and one with which a sentence goes on (`words-stop.txt`) never does.

`given-names.txt` are the first names that are known as such without a cue: frequent ones, and ours, which are nothing else
(not in any of the lists of words, nor in `words-given.txt`).
"""

import datetime
import pathlib
import sys

HERE = pathlib.Path(__file__).parent
# By rank in the census: a rarer ordinary word is more often that word than a name.
FIRST_WORDS = 1000
SURNAME_WORDS = 3500
# By rank: a rarer first name needs a cue.
GIVEN_MALE = 700
GIVEN_FEMALE = 1500
# Shorter names are more often slips than names, unless we list them.
SHORTEST = 3


def words(name):
    lines = (HERE / name).read_text().splitlines()
    return {word for line in lines if not line.startswith("#") for word in line.split()}


def more():
    kinds = {"first:": [], "last:": []}
    into = None
    for line in (HERE / "names-more.txt").read_text().splitlines():
        if line in kinds:
            into = kinds[line]
        elif not line.startswith("#"):
            into.extend(line.split())
    return kinds["first:"], kinds["last:"]


def census(path):
    return [line.split()[0].lower() for line in path.read_text().splitlines()]


def build(lists, ours, greatest_rank, never, common):
    names = set()
    for ranked in lists:
        for rank, name in enumerate(ranked):
            rare_word = name in common and rank >= greatest_rank
            if len(name) >= SHORTEST and not rare_word:
                names.add(name)
    return sorted((names | set(ours)) - never)


def given(males, females, ours):
    lists = ["common", "stop", "things", "streets", "given"]
    otherwise = set().union(*(words(f"words-{name}.txt") for name in lists))
    names = set(males[:GIVEN_MALE]) | set(females[:GIVEN_FEMALE]) | set(ours)
    return sorted(name for name in names - otherwise if len(name) >= SHORTEST)


def write(name, what, names):
    header = (
        f"# {what}, from the US census of 1990 (public domain) and names-more.txt.\n"
        f"# Built by build-names.py on {datetime.date.today()}: change it there.\n"
    )
    (HERE / name).write_text(header + "\n".join(names) + "\n")
    print(name, len(names), "names")


def main():
    source = pathlib.Path(sys.argv[1])
    never, common = words("words-stop.txt"), words("words-common.txt")
    first, last = more()
    males, females = census(source / "dist.male.first"), census(source / "dist.female.first")
    surnames = census(source / "dist.all.last.top20000")
    write("first-names.txt", "First names", build([males, females], first, FIRST_WORDS, never, common))
    write("given-names.txt", "First names that are nothing else", given(males, females, first))
    write("surnames.txt", "Surnames", build([surnames], last, SURNAME_WORDS, never, common))


if __name__ == "__main__":
    main()
