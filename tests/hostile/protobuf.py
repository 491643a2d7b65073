"""Protobuf messages as trees that can be bent out of shape."""
import os
import sys

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from varint import read_varint, varint


class Field:
    """A field: number, wire type, and int, bytes or a list of fields as value. `length` is
    written instead of the true one, `key` instead of the true key."""

    def __init__(self, number, wire, value):
        self.number, self.wire, self.value = number, wire, value
        self.length = self.key = None

    def encode(self):
        key = varint(self.number << 3 | self.wire) if self.key is None else self.key
        if self.wire == 0:
            return key + varint(self.value)
        if self.wire == 2:
            body = encode(self.value) if isinstance(self.value, list) else self.value
            return key + varint(len(body) if self.length is None else self.length) + body
        return key + self.value


def encode(fields):
    return b"".join(field.encode() for field in fields)


def parse(data, depth=0):
    """The fields of a message; length-delimited ones are parsed too when they can be."""
    at, fields = 0, []
    while at < len(data):
        key, at = read_varint(data, at)
        number, wire = key >> 3, key & 7
        if number == 0 or number > 1 << 20:
            raise ValueError
        if wire == 0:
            value, at = read_varint(data, at)
        elif wire == 2:
            n, at = read_varint(data, at)
            if n > len(data) - at:
                raise ValueError
            value = data[at:at + n]
            at += n
            if depth < 12 and n and not value.isascii() or (n and value[0] < 32 and depth < 12):
                try:
                    inner = parse(value, depth + 1)
                    value = inner if encode(inner) == value else value
                except (ValueError, IndexError):
                    pass
        elif wire in (1, 5):
            n = 8 if wire == 1 else 4
            value = data[at:at + n]
            at += n
            if len(value) < n:
                raise ValueError
        else:
            raise ValueError
        fields.append(Field(number, wire, value))
    return fields


def walk(fields):
    """(list, index) of every field, outer ones first."""
    for i, field in enumerate(fields):
        yield fields, i
        if isinstance(field.value, list):
            yield from walk(field.value)
