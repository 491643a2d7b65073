"""Write results.json: rows of test results and the bytes that pandas' to_csv makes of them.

Fields are put together from the bytes that matter to a CSV writer. One thing is left out: a
lone CR, which pandas quotes under some Pythons only. Run: python3 make_results.py > results.json
"""
import json
import random
import sys

import pandas

ATOMS = ['a', 'b', '"', '""', ',', '\n', '\r\n', ' ', "'", ';', '\t', '#', 'é', 'ñ', '日', '🎸', '\\', '=1+1']
BY_HAND = ['a', ' a ', '"', '""', '"a"', 'a"b', 'a,b', ',', '\n', 'a\nb', 'a\r\nb', "it's", '"a,b"', 'x' * 500,
           '10 " tablet', 'nan', 'NULL', '1.50', '007', '-', '\ttab', '\\', 'a\\"b', 'ñandú', '日本', '🎸,🎸']


def main():
    chance = random.Random(11)
    titles = list(BY_HAND)
    for _ in range(300):
        titles.append(''.join(chance.choice(ATOMS) for _ in range(chance.randint(1, 12))))
    labels = sorted({'PHONES', 'a,b', 'say "x"', 'ñ', 'TWO WORDS', ' lead', 'line\nbreak'},
                    key=lambda s: s.encode())
    rows = [(t, chance.randrange(len(labels)), chance.randrange(len(labels))) for t in titles]
    frame = pandas.DataFrame({'title': [r[0] for r in rows],
                              'category': [labels[r[1]] for r in rows],
                              'predicted': [labels[r[2]] for r in rows]})
    text = frame.to_csv(index=False)
    json.dump({'pandas': pandas.__version__, 'labels': labels, 'rows': rows, 'csv': text}, sys.stdout,
              ensure_ascii=False, indent=0)


if __name__ == '__main__':
    main()
