#!/usr/bin/env python3
"""Write the seeds of fuzz_tokenizer: small tokenizer.json files of every model and stage, each with a text
behind a NUL byte, and files that break a rule. Plain Python; run it in any folder."""
import json
import pathlib

FOLDER = pathlib.Path(__file__).parent / "corpus" / "tokenizer"
TEXT = "Ab  abá <s>[MASK] ñ12 日本\t¡aab! "


def write(name, spec, text=TEXT):
    raw = spec if isinstance(spec, bytes) else json.dumps(spec, ensure_ascii=False, separators=(",", ":")).encode()
    (FOLDER / name).write_bytes(raw + b"\0" + (text if isinstance(text, bytes) else text.encode()))


def vocab(*tokens):
    return {t: i for i, t in enumerate(tokens)}


def added(content, **flags):
    return {"id": 0, "content": content, "single_word": False, "lstrip": False, "rstrip": False, "normalized": True,
            "special": False, **flags}


def spec(model, normalizer=None, pre_tokenizer=None, tokens=(), **more):
    return {"version": "1.0", "truncation": None, "padding": None, "added_tokens": list(tokens),
            "normalizer": normalizer, "pre_tokenizer": pre_tokenizer, **more, "model": model}


WORDS = {"type": "WordLevel", "vocab": vocab("[UNK]", "ab", "a", "12", "[MASK]"), "unk_token": "[UNK]"}
PIECES = {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
          "max_input_chars_per_word": 10, "vocab": vocab("[UNK]", "a", "b", "##a", "##b", "##ab", "n", "1", "##2")}
BPE = {"type": "BPE", "dropout": None, "unk_token": "?", "continuing_subword_prefix": None, "end_of_word_suffix": None,
       "fuse_unk": True, "byte_fallback": True, "ignore_merges": False,
       "vocab": vocab("?", "a", "b", "aa", "ab", "aab", "<0xC3>", "<0xB1>", "_", "_a"),
       "merges": [["a", "a"], ["a", "b"], "aa b", ["_", "a"]]}
AFFIX = {"type": "BPE", "unk_token": "?", "continuing_subword_prefix": "##", "end_of_word_suffix": "</w>",
         "vocab": vocab("?", "a", "##b", "##b</w>", "ab</w>", "##a", "ab"), "merges": ["a ##b</w>", "a ##b"]}
UNIGRAM = {"type": "Unigram", "unk_id": 0, "byte_fallback": True,
           "vocab": [["?", 0], ["_", -2.5], ["a", -1], ["b", -1], ["ab", -1.5], ["_ab", -3], ["<0xC3>", -9],
                     ["<0xB1>", -9], ["日本", -40]]}
BERT = {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True, "strip_accents": None,
        "lowercase": True}
SPECIAL = added("[MASK]", special=True, normalized=False, lstrip=True)


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    write("good-words", spec(WORDS, {"type": "Lowercase"}, {"type": "Whitespace"}))
    write("good-pieces", spec(PIECES, BERT, {"type": "BertPreTokenizer"}, [SPECIAL, added("Ab", single_word=True)]))
    write("good-bpe", spec(BPE, {"type": "Sequence", "normalizers": [
        {"type": "Prepend", "prepend": "_"}, {"type": "Replace", "pattern": {"String": " "}, "content": "_"}]}))
    write("good-bpe-affix", spec(AFFIX, {"type": "NFC"}, {"type": "WhitespaceSplit"}))
    write("good-bpe-bytes", spec({**BPE, "ignore_merges": True}, None, {"type": "Sequence", "pretokenizers": [
        {"type": "Split", "pattern": {"Regex": r"\p{L}+|\s+"}, "behavior": "Isolated", "invert": False},
        {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}]}))
    write("good-unigram", spec(UNIGRAM, {"type": "NFKC"}, {
        "type": "Metaspace", "replacement": "_", "prepend_scheme": "first", "split": True},
        [added("<s>", special=True, rstrip=True), added("Á", normalized=True)]))
    write("good-truncated", spec(WORDS, None, {"type": "Digits", "individual_digits": True},
                                 truncation={"direction": "Left", "max_length": 2, "strategy": "LongestFirst",
                                             "stride": 0}))
    write("good-ids-apart", spec({**WORDS, "vocab": {"[UNK]": 7, "ab": 4294967293, "a": 0}}, None,
                                 {"type": "Punctuation", "behavior": "Removed"}, [added("x")]))
    write("good-untyped", {"model": {k: v for k, v in PIECES.items() if k != "type"}})
    write("good-invalid-text", spec(UNIGRAM), b"a\xffb\xc3\xe2\x82 \xf0\x9f\x8eab\xed\xa0\x80")
    write("good-long-text", spec({**PIECES, "max_input_chars_per_word": 100000}), "ab" * 2000)
    write("good-stripped", spec(WORDS, {"type": "Strip", "strip_left": True, "strip_right": True}, None,
                                [added(" ", normalized=False, lstrip=True, rstrip=True)]), "   ab   a \u2003 ")
    write("bad-no-model", {"version": "1.0"})
    write("bad-version", spec(WORDS, version="9"))
    write("bad-unknown", spec({**WORDS, "unk_token": "?"}))
    write("bad-merge", spec({**BPE, "merges": ["a z"]}))
    write("bad-unk-id", spec({**UNIGRAM, "unk_id": 99}))
    write("bad-two-ids", spec({**WORDS, "vocab": {"[UNK]": 0, "a": 0}}))
    write("bad-score", spec({**UNIGRAM, "vocab": [["?", "0"]]}))
    write("bad-nothing-left", spec(WORDS, {"type": "Strip", "strip_left": True, "strip_right": True}, None, [added(" ")]))
    write("bad-depth", b'{"model":' + b"[" * 70 + b"]" * 70 + b"}")
    write("bad-json", b'{"model":{"type":"BPE"')


if __name__ == "__main__":
    main()
