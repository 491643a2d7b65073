"""What the checks of normalizers and pre-tokenizers share: stages, texts, how to run the library."""
import base64
import io
import json
import os
import random
import sys
import tempfile

from tokenizers import Tokenizer

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from wire import fields

# Characters whose properties change with the Rust or the Oniguruma that a release of the
# library was built with, measured between 0.20.3 and 0.23.3, are in no text: letters and
# digits of Unicode 15.1 and later, and some of 15.0 in regexes.
ALPHABETS = {
    "spanish": "aáeéiíoóuúüñÑÁÉÍÓÚ¿?¡!.,;:-_()[]{}'\"%$€ºª°·«»…–— 0123456789ABCZabcz",
    "latin": "ßẞĐđŁłØøÆæŒœĳŉſƒǅǆȺɐʰ̈́ẛẞﬀﬁﬂﬃﬄﬅİıŸÿÀÖØöÃÅ",
    "marks": "aeoú̀̂̃̈̊̌̍̕̚ͅ͏̸ٰ̧̨̛̱̲֑҃ٱ़्ًّْ​‌‍́e\u0315\u0300\u05ae\u0344\u0334\u1ab0\u302a\u3099",
    "white": " \t\n\r\v\f\x1c\x1f\x85\xa0\u1680\u2000\u200a\u200b\u2028\u2029\u202f\u205f\u2060\u3000\ufeff\u180ea",
    "control": "\x00\x01\x08\x0e\x1b\x7f\x80\x8f\x9f\xad\u0600\u061c\u06dd\u200e\u200f\u202a\u2066\ufff9\ufffc\ufffd\ue001\U000e0001\U000f0000ab ",
    "wide": "ＡＢＣａｂｃ０１２！？ｶﾞｷﾟﾊﾟﾞ￥￠ﾠ　①②⑳㈱㌀㍿㎏ｱ",
    "cjk": "漢字かなカナ々〆〇ー。、「」豈更﨎丽𠀀𪜀𫝀𫠠한글ᄒ\u1161\u11abᆨ가각あ゙か゚㐀鿿",
    "scripts": "ЁёЙйЇїΆάΣςσῼΐअऀक्षिकाาำเก้ไทยلاﷺﷲﻼعربיִשּׁעბგႠⴀᏣꭳԱա𐐀𐐨क़ড়ୈூೊཱི",
    "digits": "0५९٠٩۴๓½¼²³¹ⅣⅫ①⑩৴௰〇一三〡𝟘𝟡𝟙a.,",
    "emoji": "😀❤️👨‍👩‍👧🇪🇸🏳️‍🌈👍🏽1️⃣☕⚽🤷‍♂️©™a ",
    "punct": "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~¡¦§¨©«¬®¯±´¶·¸»¿×÷‐‒–—―‘’“”†‡•…‰′‹›⁄₠€™→∀√≈⌈〈〉⟦〚〜・！，ab1 ",
    "subword": "▁▁ aAbB0_Ġ##</s><s>[UNK] \u2581",
}
ONES = ["", " ", "a", "▁", "\n", "\r\n", "a\r\nb", "é", "e\u0301", "\u0301", "\u0301e", "İstanbul", "İ", "ΑΣ",
        "Straße", "ﬁancé", "Ｆｕｌｌ　ｗｉｄｔｈ", "1\u0338\u0327", "q\u0307\u0323", "q\u0323\u0307",
        "\u1100\u1161\u11a8", "각", "\u0344", "\u212b", "\u2126", "\u1e9b\u0323", "a\u0315\u0300\u05ae\u0300b",
        "a\u0f71\u0f72b", "\u09c7\u09be", "\u0cc6\u0cc2", "\u0928\u093c", "क़", "ำน้ำ3ลำ", "don't I'll we've it's",
        "Hello, world!  How's   it going? 123abc", "  two  spaces  ", "\ttab\tand\nnewline ", "a\u00a0b\u3000c\u200bd",
        "¿Cómo estás?  Muy bien, ¡gracias!", "iPhone 8 64GB (nuevo)!", "1.200,50 €", "Ñandú ñoño", "camión de 3,5 m³",
        "C++ & C# _x_ a_b-c", "日本語テキスト、ok", "한국어 띄어쓰기", "شاحنة صغيرة ١٢٣", "👩‍👩‍👧‍👦 x 🇪🇸🇦🇷", "e\u0301\u0301\u0301",
        "a\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309\u030a\u030b\u030c\u030d\u0323\u0324\u0325\u0326\u0327\u0334\u0335\u0315z",
        "\ufffd\x00\ufffd", "\ufeffBOM", "x\u00adsoft\u00adhyphen", "ǅ ǈ", "ﷺ", "㍿", "½ ² ①", "--the-final--countdown-",
        "aaa", "ab" * 20, "▁▁a▁ b", " ▁a", "\u302a\u3099か\u3099", "\U0001d15e\U0001d1bc", "\u1b06\u1b35",
        "\U00011935\U00011930", "\U00011099\U000110ba", "㋿ Å ﬃ", "\u0958\u09dc\ufb2a\u2adc"]
LONG = [("Ñandú, el 3.º camión! ", 460), ("a", 10000), ("e\u0301\u0323", 3400), ("漢字 ", 3400), ("\u0301\u0323\u0334", 3000)]


def texts(seed, n, longest=24):
    """n random strings, each over one alphabet or over all of them."""
    chance = random.Random(seed)
    everything = "".join(ALPHABETS.values())
    names = list(ALPHABETS)
    out = []
    for _ in range(n):
        letters = everything if chance.random() < 0.25 else ALPHABETS[chance.choice(names)]
        if chance.random() < 0.2:
            letters += " "
        out.append("".join(chance.choice(letters) for _ in range(chance.randrange(1, longest))))
    return out


BERT = {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True,
        "strip_accents": None, "lowercase": True}
META = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True}
BYTES = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
SPLIT = {"type": "Split", "pattern": {"Regex": r"\w+|[^\w\s]+"}, "behavior": "Removed", "invert": False}
GPT4 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
        r"|\s*[\r\n]+|\s+(?!\S)|\s+")


def replace(content, **pattern):
    return {"type": "Replace", "pattern": pattern, "content": content}


def normalizer_specs(charsmap):
    specs = [None, BERT]
    specs += [{**BERT, "clean_text": bool(i & 1), "handle_chinese_chars": bool(i & 2),
               "strip_accents": bool(i & 4), "lowercase": bool(i & 8)} for i in (1, 2, 4, 8, 11, 12, 6, 15)]
    specs += [{"type": name} for name in ("Lowercase", "NFC", "NFD", "NFKC", "NFKD", "StripAccents", "Nmt",
                                          "ByteLevel")]
    specs += [{"type": "Strip", "strip_left": left, "strip_right": right}
              for left, right in ((True, True), (True, False), (False, True))]
    specs += [{"type": "Prepend", "prepend": "▁"}, replace("▁", String=" "), replace("<>", String=""),
              replace(" ", Regex=r" {2,}"), replace("", Regex=r"\p{M}+"), replace("-", Regex=r"(?i)a|\d*"),
              {"type": "Precompiled", "precompiled_charsmap": charsmap},
              {"type": "Sequence", "normalizers": []},
              {"type": "Sequence", "normalizers": [
                  {"type": "NFKD"}, {"type": "Sequence", "normalizers": [
                      {"type": "StripAccents"}, {"type": "Lowercase"}]}, replace(" ", Regex=r"\s+")]},
              {"type": "Sequence", "normalizers": [
                  {"type": "Precompiled", "precompiled_charsmap": charsmap},
                  {"type": "Strip", "strip_left": False, "strip_right": True}, replace("▁", Regex=" {2,}")]}]
    return specs


def pre_tokenizer_specs():
    specs = [{"type": name} for name in ("BertPreTokenizer", "Whitespace", "WhitespaceSplit", "Punctuation")]
    behaviors = ("Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous")
    specs += [{"type": "Punctuation", "behavior": b} for b in behaviors if b != "Isolated"]
    specs += [{"type": "Digits", "individual_digits": yes} for yes in (True, False)]
    specs += [{**META, "prepend_scheme": scheme, "split": split}
              for scheme in ("always", "first", "never") for split in (True, False)]
    specs += [{"type": "Metaspace", "replacement": "_", "add_prefix_space": True}]
    specs += [{**BYTES, "add_prefix_space": prefix, "use_regex": regex}
              for prefix in (True, False) for regex in (True, False)]
    specs += [{**SPLIT, "behavior": b, "invert": yes} for b in behaviors for yes in (True, False)]
    specs += [{**SPLIT, "pattern": {"String": s}, "behavior": b}
              for s, b in ((" ", "MergedWithNext"), ("a", "Contiguous"), ("", "Isolated"), ("ab", "Removed"))]
    specs += [{**SPLIT, "pattern": {"Regex": p}, "behavior": b}
              for p, b in ((r"\d*", "MergedWithPrevious"), (r"(?=[A-Z])|\b", "Isolated"), (GPT4, "Isolated"))]
    specs += [{"type": "CharDelimiterSplit", "delimiter": c} for c in " é"]
    specs += [{"type": "Sequence", "pretokenizers": parts} for parts in (
        [], [{"type": "WhitespaceSplit"}, {**META, "prepend_scheme": "first"}],
        [{"type": "Whitespace"}, {"type": "Digits", "individual_digits": True}],
        [{**SPLIT, "pattern": {"Regex": GPT4}, "behavior": "Isolated"}, {**BYTES, "use_regex": False}],
        [{"type": "Punctuation"}, {"type": "Sequence", "pretokenizers": [META, {**BYTES, "add_prefix_space": True}]}])]
    return specs


def library(normalizer=None, pre_tokenizer=None):
    return Tokenizer.from_str(json.dumps({
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": [],
        "normalizer": normalizer, "pre_tokenizer": pre_tokenizer, "post_processor": None, "decoder": None,
        "model": {"type": "WordLevel", "vocab": {"a": 0}, "unk_token": "a"}}))


def normalized(spec):
    """text -> text, as the library does."""
    return library(normalizer=spec).normalizer.normalize_str if spec else lambda text: text


def pieces(spec):
    run = library(pre_tokenizer=spec).pre_tokenizer.pre_tokenize_str
    return lambda text: [piece for piece, _ in run(text)]


def charsmap(rules=None):
    """base64 of a SentencePiece charsmap: of rules {from: to}, or the usual nmt_nfkc."""
    import sentencepiece
    with tempfile.TemporaryDirectory() as folder:
        if rules:
            path = os.path.join(folder, "rules.tsv")
            with open(path, "w", encoding="utf-8") as f:
                for key, value in rules.items():
                    f.write("\t".join(" ".join(f"{ord(c):X}" for c in s) for s in (key, value)) + "\n")
        model = io.BytesIO()
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(["a b c d e f g h"] * 20), model_writer=model, vocab_size=12,
            minloglevel=2, **({"normalization_rule_tsv": path} if rules else
                              {"normalization_rule_name": "nmt_nfkc"}))
    spec = field(model.getvalue(), 3)  # ModelProto.normalizer_spec
    return base64.b64encode(field(spec, 2)).decode()  # NormalizerSpec.precompiled_charsmap


def field(message, wanted):
    """The last length-delimited field of that number in a protobuf message."""
    found = [value for number, wire, value, _ in fields(message) if (number, wire) == (wanted, 2)]
    return found[-1] if found else b""
