"""Write csv.json: tricky CSV documents and the records that Python's csv module finds in them.

Python reads in strict mode. Documents come from three hands: written by csv.writer in all its
quoting styles, put together at random from the bytes that matter, and listed by hand. What the
two readers mean to treat alike is kept: a CR stands only before an LF or inside quotes (Python
takes a lone CR for a line end, we for a byte), and there is no NUL.

Each case: doc, header (the first record that is not blank), records (the others), and error:
null, "quote" (the file ends inside a quote) or "text" (text after a closing quote; records are
those before it). Run: python3 make_csv.py > csv.json
"""
import csv
import io
import json
import random
import sys

ATOMS = ['a', 'b', '"', '"', '""', ',', ',', '\n', '\n', '\r\n', ' ', 'é', 'ñ', '日', '🎸', '";"', '\t']
FIELDS = ['', ' ', 'a', 'título', 'x,y', 'say "hi"', '"', '""', 'two\nlines', 'two\r\nlines', '\n',
          'end\n', ',', '🎸 Fender', '"quoted"', "it's", '1.5', 'x' * 300, '\ttab']
BY_HAND = [
    'a,b\n1,2\n', 'a,b\r\n1,2\r\n', 'a,b\n1,2', 'a,b\n\n\n1,2\n\n', '\n\na,b\n1,2\n', 'a\n""\n',
    'a,b\n"1,2\n', 'a,b\n1,"2', 'a,b\n"1""', 'a,b\n"1"', 'a,b\n"1""2"\n', 'a,b\n"1"2,3\n4,5\n',
    'a,b\n"1" ,2\n', 'a,b\n 1, "2"\n', 'a,b\n1"2,3"4"\n', 'a,b\n,\n', 'a,b\n,,\n', 'a,b\n1\n',
    'a,b\n1,2,3\n', '"a","b"\n"1","2"\n', '"a\nb",c\n1,2\n', 'a,b\n"",""\n', 'a,b\n"\n\n",2\n3,4',
    'a,b\n1,\n', 'a,b\n1,', 'a\n1\n2\n', 'a,b\r\n"1\r\n2",3\r\n', 'a,b\n"""",""""""\n',
    'a,b\n"1\n2"3,4\n', 'a,b\n"1"\r\n2,3\n', 'a,b\n"1","2"\r\n\r\n3,4\r\n', '"a"\n', 'a', 'a,b\n"1\r2",3\n',
]


def judge(doc):
    """The case of a document, or None where Python finds no header in it."""
    records, error = [], None
    try:
        for record in csv.reader(io.StringIO(doc, newline=''), strict=True):
            if record:
                records.append(record)
    except csv.Error as e:
        error = 'quote' if 'unexpected end' in str(e) else 'text'
    if not records:
        return None
    return {'doc': doc, 'header': records[0], 'records': records[1:], 'error': error}


def written(rng):
    out = io.StringIO(newline='')
    quoting = rng.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC])
    writer = csv.writer(out, quoting=quoting, lineterminator=rng.choice(['\n', '\r\n']))
    n = rng.randint(1, 4)
    writer.writerow([f'c{i}' for i in range(n)])
    for _ in range(rng.randint(0, 6)):
        writer.writerow([rng.choice(FIELDS) for _ in range(n)])
    doc = out.getvalue()
    return doc[:-1] if rng.random() < 0.2 and doc.endswith('\n') and doc[-2] != '\r' else doc


def scrambled(rng):
    head = ','.join('abc'[:rng.randint(1, 3)]) + rng.choice(['\n', '\r\n'])
    return head + ''.join(rng.choice(ATOMS) for _ in range(rng.randint(1, 24)))


def main():
    rng = random.Random(1)
    docs = BY_HAND + [written(rng) for _ in range(150)] + [scrambled(rng) for _ in range(350)]
    cases = [c for c in map(judge, dict.fromkeys(docs)) if c]
    sys.stdout.write('[\n' + ',\n'.join(json.dumps(c) for c in cases) + '\n]\n')


if __name__ == '__main__':
    main()
