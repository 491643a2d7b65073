"""Write static/: tiny models of every kind that static.c reads, and what their libraries make of nasty texts.

Tokenizers of all four models are trained here, with tokenizers, on invented Spanish-like sentences; the
tables are random. Each goes into a folder as Model2Vec or sentence-transformers lays it out. Then their own
libraries say, text by text, which ids come out of the tokenizer and which vector of the model. Texts that
are no UTF-8 (given in hexadecimal) are read as Python's errors='replace' does.

Training breaks ties by chance: each run makes other tokenizers.

expected.json: versions; texts; for each model its ids by text (a list, or for long ones count and hash, see
digest) and its vectors. Run: python3 make_static.py [FOLDER] (default: static beside this file).
"""
import json
import pathlib
import random
import shutil
import sys

import model2vec
import numpy
import tokenizers
from model2vec import StaticModel
from model2vec.model import quantize_model
from safetensors.numpy import save_file
from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

SYLLABLES = ('ca sa lo me do ta ri no pe ña gu ía ló que mu ción té bi cle ta mos ár bol niñ o á é í ó ú ü '
             'za pa to ro jo ne gra par lan te co che es pa ñol kit for to yo ta mi ni ho ne lu ces led').split()
SPECIAL = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]']


def corpus(rng, n):
    words = [''.join(rng.choice(SYLLABLES) for _ in range(rng.randint(1, 4))) for _ in range(400)]
    for _ in range(n):
        line = [rng.choice(words[:rng.choice([10, 40, 400])]) for _ in range(rng.randint(2, 9))]
        line = [w.capitalize() if rng.random() < 0.3 else w for w in line]
        if rng.random() < 0.3:
            line.insert(rng.randint(0, len(line)), str(rng.randint(0, 5000)))
        yield ' '.join(line) + rng.choice(['', '', '.', '!', ' - X', ', 2x1'])


def texts(rng):
    """Strings, and bytes that are no UTF-8."""
    fixed = [
        '', ' ', '   ', '\t', '\n\n', '\u00a0', '\u3000', '\u200b', '\ufeff', 'a', 'ñ', 'Ñandú', 'n\u0303', 'a\u0301' * 5,
        'é', 'E\u0301', '¡Qué árbol!', 'zapato rojo', '  zapato   rojo  ', 'zapato\trojo\nnegra', 'ZAPATO ROJO',
        'Zapato Rojo.', 'zapato,rojo', "it's", "l'été", 'x' * 19, 'x' * 20, 'x' * 21, 'x' * 99, 'x' * 100, 'x' * 101,
        'a' * 300, 'lo' * 200, '🎸', '🎸🎸 guitarra 🎸', '👨‍👩‍👧‍👦', '🇦🇷', '日本語', '日本語 zapato 中文', 'ｆｕｌｌｗｉｄｔｈ', 'ﬁn', '²x1', '½',
        'Ⅷ', 'İstanbul', 'ß ẞ', 'Straße', 'ΑΣ ας', 'привет мир', 'שלום', 'مرحبا', 'हिन्दी', 'ไทย', '한국어', '\u1100\u1161',
        '[UNK]', '[CLS] zapato [SEP]', 'zapato[MASK]rojo', '[MASK', '[[MASK]]', '[mask]', '<unk>', '<unk> <unk>', 'a<unk>b',
        '</s>', '<s>zapato</s>', '<|endoftext|>', 'zapato<|endoftext|>rojo', '<|endoftext|', '<0x41>', '<0xC3><0xB1>',
        'promo', 'promoción', 'una promo !', 'promopromo', 'PROMO', 'La Promo', ' promo ', 'promo\u00a0\u2003x', 'xpromo',
        'promo_', 'promo2', 'oferta', 'Oferta', 'OFERTA ya', 'ofertaoferta', '  oferta  ya', 'ofertas', 'gran oferta hoy',
        'grán oferta', 'Gran  Oferta', '▁', '▁zapato', 'zapato▁rojo', '▁▁', '##ta', '@@ta', 'ta</w>', '</w>',
        '0', '12345', '3.14', '1,000.50', '-5', 'mp3', '4K', 'i7-8550U', 'A/B', 'a_b', '#tag', '@home', 'a&b', '$100', '100%',
        '`x`', '^', '~', '\\', '"', "''", '«niño»', '“par”', '—', '…', '...', '¿?', '(parlante)', '{}', 'a\u0000b', 'a\u0007b',
        'a\u200db', 'a\u00adb', '\u0301', ' \u0301a', 'a\ufffdb', '\ue000', '\U0010ffff', 'a\r\nb', 'a\u2028b', 'a\u0085b',
        'ab\u200fcd', 'Lo\u0130', '\u01c5', 'ǅ', 'ŉ', 'ΐ', '\u1e9e', 'cafe\u0301 con leche', 'coche' * 40,
    ]
    broken = [b'\xff', b'a\xffb', b'\xc3', b'zapato \xc3', b'\xc3\xb1\xc3', b'\xe2\x82', b'\xe2\x82 rojo', b'\xf0\x9f\x8e',
              b'\xf0\x9f\x8e\xb8\xf0\x9f', b'\xc0\x80', b'\xed\xa0\x80', b'\xf4\x90\x80\x80', b'\x80\x80\x80', b'a\xc3\xc3\xb1',
              b'[MAS\xff[MASK]\xff', b'\xe0\x80\x80', b'\xf0\x80\x80\x80', b'ni\xf1o espa\xf1ol', b'\xf8\x88\x80\x80\x80']
    yield from fixed
    yield from broken
    for line in corpus(rng, 40):
        yield line
    pool = ''.join(fixed)
    for _ in range(40):
        yield ''.join(rng.choice(pool) for _ in range(rng.randint(1, 25)))
    yield ' '.join(corpus(rng, 400))[:10000]
    yield '🎸ñ' * 3000
    yield 'zapato' * 1000
    yield ' ' * 5000 + 'rojo' + '\ufffd' * 2000


def plain(text):
    return text if isinstance(text, str) else text.decode('utf-8', errors='replace')


def digest(ids):
    """What test_tokenizer.c computes of a long list."""
    h = 0
    for i in ids:
        h = (h * 1000003 + i + 1) % 2 ** 32
    return {'n': len(ids), 'hash': h}


# ---- tokenizers ----


def trained(model, trainer, lines, normalizer=None, pre_tokenizer=None):
    t = Tokenizer(model)
    if normalizer:
        t.normalizer = normalizer
    if pre_tokenizer:
        t.pre_tokenizer = pre_tokenizer
    t.train_from_iterator(lines, trainer)
    return t


def changed(t, change):
    """The tokenizer after a change of its JSON."""
    o = json.loads(t.to_str())
    change(o)
    return Tokenizer.from_str(json.dumps(o))


def wordpiece_uncased(lines, times):
    return trained(models.WordPiece(unk_token='[UNK]'), trainers.WordPieceTrainer(
        vocab_size=420 * times, special_tokens=SPECIAL, show_progress=False), lines,
        normalizers.BertNormalizer(), pre_tokenizers.BertPreTokenizer())


def wordpiece_cased(lines, times):
    return trained(models.WordPiece(unk_token='[UNK]', max_input_chars_per_word=20), trainers.WordPieceTrainer(
        vocab_size=380 * times, special_tokens=SPECIAL, continuing_subword_prefix='@@', show_progress=False), lines,
        normalizers.BertNormalizer(lowercase=False, strip_accents=False),
        pre_tokenizers.BertPreTokenizer())


def bpe_bytes(lines, times):
    t = trained(models.BPE(), trainers.BpeTrainer(
        vocab_size=450 * times, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False), lines,
        None, pre_tokenizers.ByteLevel(add_prefix_space=False))
    t.add_special_tokens(['<|endoftext|>'])
    return t


def bpe_ignore_merges(lines, times):
    t = trained(models.BPE(ignore_merges=True), trainers.BpeTrainer(
        vocab_size=420 * times, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False), lines, None,
        pre_tokenizers.Sequence([
            pre_tokenizers.Split(Regex(r"\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+|\s+"), 'isolated'),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]))

    def unreachable(o):  # whole words that no merge leads to
        for word in ['zapato', 'rojo', 'Ã±']:
            o['model']['vocab'].setdefault(word, len(o['model']['vocab']))
    return changed(t, unreachable)


def bpe_fallback(lines, times):
    t = trained(models.BPE(unk_token='<unk>', fuse_unk=True, byte_fallback=True), trainers.BpeTrainer(
        vocab_size=300 * times, special_tokens=['<unk>', '<s>', '</s>'] + [f'<0x{b:02X}>' for b in range(256)][:230] +
        [f'<0x{b:02X}>' for b in range(240, 256)], show_progress=False), lines,
        normalizers.Sequence([normalizers.Prepend('▁'), normalizers.Replace(' ', '▁')]))
    t.enable_truncation(48, direction='left')
    return t


def bpe_affixes(lines, times):
    return trained(models.BPE(unk_token='<unk>', continuing_subword_prefix='##', end_of_word_suffix='</w>'),
                   trainers.BpeTrainer(vocab_size=330 * times, special_tokens=['<unk>'], continuing_subword_prefix='##',
                                       end_of_word_suffix='</w>', show_progress=False), lines,
                   normalizers.Lowercase(), pre_tokenizers.Whitespace())


def bpe_fused(lines, times):
    return trained(models.BPE(unk_token='<unk>', fuse_unk=True), trainers.BpeTrainer(
        vocab_size=250 * times, special_tokens=['<unk>'], show_progress=False), lines,
        normalizers.Sequence([normalizers.NFD(), normalizers.Lowercase(), normalizers.StripAccents()]),
        pre_tokenizers.WhitespaceSplit())


def unigram(lines, times):
    t = trained(models.Unigram(), trainers.UnigramTrainer(
        vocab_size=350 * times, special_tokens=['<unk>', '<s>', '</s>'], unk_token='<unk>', show_progress=False), lines,
        normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()]),
        pre_tokenizers.Metaspace(prepend_scheme='always'))
    t.add_tokens([AddedToken('promo', single_word=True, lstrip=True, rstrip=True, normalized=False),
                  AddedToken('Oferta', normalized=True), AddedToken('gran Oferta', normalized=True),
                  AddedToken('🎸', lstrip=True, normalized=False), AddedToken('rojo', single_word=True)])
    return t


def unigram_bytes(lines, times):
    t = trained(models.Unigram(), trainers.UnigramTrainer(
        vocab_size=300 * times, special_tokens=['<unk>'] + [f'<0x{b:02X}>' for b in range(256) if b not in (0xB8, 0xFF)],
        unk_token='<unk>', show_progress=False), lines, None,
        pre_tokenizers.Metaspace(prepend_scheme='first'))

    def fall_back(o):
        o['model']['byte_fallback'] = True
        o['model']['vocab'].append(['日本', o['model']['vocab'][-1][1] - 40])  # dearer than two unknowns
    t = changed(t, fall_back)
    t.add_special_tokens(['<s>'])
    return t


def wordlevel(lines, times):
    t = trained(models.WordLevel(unk_token='[UNK]'), trainers.WordLevelTrainer(
        vocab_size=200 * times, special_tokens=['[UNK]'], show_progress=False), lines,
        normalizers.Lowercase(), pre_tokenizers.Whitespace())
    t.add_tokens([AddedToken('Oferta', rstrip=True), AddedToken(' ', normalized=False, rstrip=True, lstrip=True),
                  AddedToken('OFERTA ya', special=True, normalized=True)])
    return t


# ---- models ----


def table(rng, t, dim, dtype=numpy.float32):
    return rng.standard_normal((t.get_vocab_size(), dim)).astype(dtype)


def write_model2vec(folder, t, vectors, **options):
    config = options.pop('config', {})
    StaticModel(vectors, t, normalize=options.pop('normalize', True), **options).save_pretrained(folder)
    for name in ['README.md', 'modules.json']:
        (folder / name).unlink(missing_ok=True)
    path = folder / 'config.json'
    about = {**json.loads(path.read_text()), **config}
    path.write_text(json.dumps({k: v for k, v in about.items() if v != 'absent'}))


def write_transformers(folder, t, vectors, inner='', normalize=False):
    at = folder / inner
    at.mkdir(parents=True)
    save_file({'embedding.weight': vectors}, at / 'model.safetensors')
    t.save(str(at / 'tokenizer.json'), pretty=False)
    modules = [{'idx': 0, 'name': '0', 'path': inner, 'type': 'sentence_transformers.models.StaticEmbedding'}]
    if normalize:
        modules.append({'idx': 1, 'name': '1', 'path': '1_Normalize', 'type': 'sentence_transformers.models.Normalize'})
        (folder / '1_Normalize').mkdir()
    (folder / 'modules.json').write_text(json.dumps(modules))
    (folder / 'config_sentence_transformers.json').write_text('{}')


def build(folder, lines, times=1, dim=4):
    """All folders: vocabularies of some hundred tokens, times `times`."""
    rng = numpy.random.default_rng(2)
    t = wordpiece_uncased(lines, times)
    write_model2vec(folder / 'm2v-wordpiece', t, table(rng, t, dim))
    t = wordpiece_cased(lines, times)
    m = StaticModel(table(rng, t, dim), t, normalize=False)
    m = quantize_model(m, vocabulary_quantization=64, quantize_to='float16')
    write_model2vec(folder / 'm2v-quantised-f16', t, m.embedding, normalize=False, weights=m.weights,
                    token_mapping=m.token_mapping)
    t = bpe_affixes(lines, times)
    write_model2vec(folder / 'm2v-bpe-affixes-f64', t, table(rng, t, dim, numpy.float64), normalize=False,
                    config={'max_length': 'absent', 'normalize': 'absent'})
    t = bpe_fused(lines, times)
    write_model2vec(folder / 'm2v-bpe-fused', t, table(rng, t, dim), normalize=True, max_length=7)
    t = bpe_ignore_merges(lines, times)
    write_model2vec(folder / 'm2v-bpe-i8', t, rng.integers(-127, 128, (t.get_vocab_size(), dim), numpy.int8),
                    normalize=False, max_length=None)
    t = unigram(lines, times)
    write_model2vec(folder / 'm2v-unigram', t, table(rng, t, dim))
    t = unigram_bytes(lines, times)
    write_model2vec(folder / 'm2v-unigram-i8', t, rng.integers(-127, 128, (50, dim), numpy.int8), normalize=True,
                    token_mapping=rng.integers(0, 50, t.get_vocab_size()).astype(numpy.int64),
                    weights=rng.random(t.get_vocab_size()))
    t = wordlevel(lines, times)
    write_model2vec(folder / 'm2v-wordlevel', t, table(rng, t, dim), normalize=False,
                    weights=rng.random(t.get_vocab_size()).astype(numpy.float32))
    t = bpe_bytes(lines, times)
    write_transformers(folder / 'st-root', t, table(rng, t, dim), normalize=True)
    t = bpe_fallback(lines, times)
    write_transformers(folder / 'st-module', t, table(rng, t, dim), inner='0_StaticEmbedding')


def judge(folder, name, strings):
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Normalize, StaticEmbedding
    path = next((folder / name).rglob('tokenizer.json'))
    t = Tokenizer.from_file(str(path))
    t.no_truncation()
    ids = [t.encode(s, add_special_tokens=False).ids for s in strings]
    if name.startswith('m2v'):
        vectors = StaticModel.from_pretrained(folder / name).encode(strings)
    else:
        parts = [StaticEmbedding.load(str(path.parent))]
        if 'Normalize' in (folder / name / 'modules.json').read_text():
            parts.append(Normalize())
        vectors = SentenceTransformer(modules=parts, device='cpu').encode(strings)
    vectors = [[float(f'{x:.7g}') for x in numpy.asarray(v, dtype=numpy.float64)] for v in vectors]
    return {'name': name, 'ids': [i if len(i) <= 64 else digest(i) for i in ids], 'vectors': vectors}


def main():
    import sentence_transformers  # here: tests/interop uses what stands above where there is no torch
    import torch
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parent / 'static'
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    build(folder, list(corpus(random.Random(1), 1500)))
    given = list(texts(random.Random(3)))
    names = sorted(p.name for p in folder.iterdir())
    expected = {
        'versions': {'tokenizers': tokenizers.__version__, 'model2vec': model2vec.__version__,
                     'sentence-transformers': sentence_transformers.__version__,
                     'torch': torch.__version__.split('+')[0], 'numpy': numpy.__version__},
        'texts': [s if isinstance(s, str) else {'hex': s.hex()} for s in given],
        'models': [judge(folder, name, [plain(s) for s in given]) for name in names],
    }
    lines = [json.dumps(m, separators=(',', ':'), ensure_ascii=False) for m in expected['models']]
    (folder / 'expected.json').write_text(
        '{"versions":%s,\n"texts":%s,\n"models":[\n%s\n]}\n' % (
            json.dumps(expected['versions']), json.dumps(expected['texts'], separators=(',', ':')), ',\n'.join(lines)),
        encoding='utf-8')


if __name__ == '__main__':
    main()
