"""Write seed_keys.txt: the keys of the 2020 study's experiment_metadata.json and their JSON types.

Reads every metadata file below the folder given and stops when two files differ in keys, order
or types. Run: python3 make_seed_keys.py ../../../shared/data/seed-experiments > seed_keys.txt
"""
import glob
import json
import sys

NAMES = {str: 'string', int: 'int', float: 'real', bool: 'bool', list: 'array', dict: 'object'}


def main():
    seen = set()
    for path in sorted(glob.glob(sys.argv[1] + '/*/*/experiment_metadata.json')):
        with open(path, encoding='utf-8') as f:
            seen.add(tuple((key, NAMES[type(value)]) for key, value in json.load(f).items()))
    if len(seen) != 1:
        sys.exit(f'make_seed_keys.py: {len(seen)} different sets of keys')
    for key, kind in seen.pop():
        print(key, kind)


if __name__ == '__main__':
    main()
