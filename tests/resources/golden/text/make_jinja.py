#!/usr/bin/env python3
"""Writes jinja.json: small templates and what transformers' Jinja environment makes of them.

    python make_jinja.py        (needs transformers and jinja2; made with transformers 5.18, jinja2 3.1)

Each line of SNIPPETS is a template of its own, rendered with VARIABLES. The result is the text, or
null where Python fails: then Gatun must fail too.
"""
import json
from pathlib import Path

from transformers.utils.chat_template_utils import _compile_jinja_template

VARIABLES = {
    "s": "Hello, wörld 🙂!",
    "padded": " \n\t a b \u00a0\n",
    "csv": "a,b,,c",
    "empty": "",
    "quote": "it's \"q\" \\ \x07 \u200b é \U0001f642",
    "n": 7,
    "neg": -7,
    "x": 2.5,
    "big": 12345678901234567890,
    "tiny": 1e-7,
    "huge": 1e22,
    "yes": True,
    "no": False,
    "nothing": None,
    "xs": [3, 1, 2],
    "words": ["b", "A", "c", "a"],
    "mixed": [1, "a", None, True, 2.0, [1], {"k": "v"}],
    "d": {"b": 1, "a": {"c": [10, 20]}, "items": "shadow", "key with space": "v"},
    "people": [
        {"name": "Ann", "age": 30, "tags": ["x"]},
        {"name": "bob", "age": 25},
        {"name": "Cy", "age": 30, "tags": []},
    ],
    "messages": [
        {"role": "system", "content": " Be good. "},
        {"role": "user", "content": "Hi\n"},
        {"role": "assistant", "content": None, "tool_calls": [{"function": {"name": "f", "arguments": {"é": "<&'\">", "n": 1.0}}}]},
    ],
}

SNIPPETS = r'''
{{ s }}|{{ n }}|{{ x }}|{{ yes }}|{{ nothing }}|{{ missing }}|{{ mixed }}|{{ d }}|{{ quote }}
{{ [quote] }}|{{ [tiny, huge, 1e16, 1e15, 123456789.125, 0.1, 1.0, -0.0, 1e-5, 0.0001, 5e-324, 1.7976931348623157e308] }}
{{ big }} {{ big + 1 }} {{ 9223372036854775807 + 1 }} {{ -9223372036854775808 - 1 }} {{ 2 ** 70 }} {{ 2 ** -1 }}
{{ 7 // 2 }} {{ -7 // 2 }} {{ 7 // -2 }} {{ 7 % 3 }} {{ -7 % 3 }} {{ 7 % -3 }} {{ 7 / 2 }} {{ 6 / 2 }} {{ 7.5 // 2 }} {{ -7.5 % 2 }} {{ 2 ** 3 ** 2 }} {{ -2 ** 2 }}
{{ 1 + 2 * 3 - 4 }} {{ (1 + 2) * 3 }} {{ 'a' ~ 1 ~ none ~ true ~ missing }} {{ 3 ~ 4 * 2 }} {{ +n }} {{ -n }} {{ - - n }}
{{ 1 / 0 }}
{{ 1 % 0 }}
{{ 'a' + 1 }}
{{ 'a' * 3 }}{{ 2 * 'b' }}{{ [1] * 2 }}{{ 'a' * -1 }}{{ 'x' * true }}
{{ [1] + [2] }} {{ (1,) + (2,) }} {{ (1, 2) }} {{ () }} {{ (1,) }} {{ 1, 2 }}
{{ [1] + (2,) }}
{{ 1 < 2 < 3 }} {{ 1 < 3 < 2 }} {{ 1 == 1.0 == true }} {{ 'a' < 'b' }} {{ [1, 2] < [1, 3] }} {{ 'Z' < 'a' }} {{ '\U0001f642' > '\uffff' }} {{ 1 != 1 }} {{ 3 >= 3 }}
{{ 1 < 'a' }}
{{ none < 1 }}
{{ missing < 1 }}
{{ none == none }} {{ none == missing }} {{ missing == missing2 }} {{ '' == none }} {{ [] == () }} {{ {'a': 1} == {'a': 1.0} }} {{ 0 == false }} {{ '1' == 1 }}
{{ 1 in xs }} {{ 9 in xs }} {{ 9 not in xs }} {{ 'ell' in s }} {{ 'b' in d }} {{ 'z' in d }} {{ 'a' in missing }} {{ not 1 in xs }} {{ 2.0 in xs }}
{{ 1 in 'abc' }}
{{ 'a' in none }}
{{ 'a' in 5 }}
{{ yes and n }} {{ no or 'x' }} {{ no and boom() }} {{ empty or nothing }} {{ not empty }} {{ not not n }} {{ none or false }} {{ 0 or [] }}
{{ 'a' if yes }} {{ 'a' if no }} {{ 'a' if no else 'b' }} {{ 'a' if no else 'b' if no else 'c' }} {{ (1 if no) is defined }} {{ 'v' ~ ('a' if no) }}
{{ s[0] }} {{ s[-1] }} {{ s[-2] }} {{ s[99] }} {{ s[1:4] }} {{ s[:-1] }} {{ s[::-1] }} {{ s[::2] }} {{ s[-3:] }} {{ s[5:2] }} {{ s[10:2:-2] }}
{{ xs[0] }} {{ xs[-1] }} {{ xs[5] }} {{ xs[1:] }} {{ xs[::-1] }} {{ xs.0 }} {{ xs[true] }} {{ xs[:1] + xs[1:] }} {{ xs[None:2] }} {{ xs[100:] }} {{ xs[-100:2] }}
{{ nothing[1:] }}
{{ n[1:] }}
{{ d[1:] }}
{{ 1 ~ 2 + 3 }}
{{ -xs | length }}
{{ xs['a'] }}|{{ xs.a }}|{{ none.x }}|{{ n.x }}|{{ nothing['x'] }}|
{{ missing[1:] }}
{{ missing.x }}
{{ d.x.y }}
{{ d['x']['y'] }}
{{ xs[0:1:0] }}
{{ d.b }} {{ d['b'] }} {{ d.a.c[1] }} {{ d['a']['c'][-1] }} {{ d['key with space'] }} {{ d['items'] }} {{ d.get('b') }} {{ d.get('z') }} {{ d.get('z', 5) }} {{ d.a.get('c')[0] }}
{{ d.keys() | list }} {{ d.values() | list | length }} {{ d.a.items() | list }} {{ d.a.items() }} {{ d.a.keys() }} {{ d.a.values() }} {{ 'b' in d.keys() }} {{ d.items() | length }}
{{ d.items is defined }} {{ d.items is callable }} {{ d.items is string }} {{ d['items'] is string }} {{ d.pop is defined }} {{ d.update is defined }}
{{ d.update({'x': 1}) }}
{{ d.pop('b') }}
{{ xs.append(4) }}
{{ xs.sort() }}
{{ s.__class__ }}
{{ s.__class__.__mro__ }}
{{ s._private }}|{{ d._x }}|
{{ ''.__class__.__base__.__subclasses__() }}
{{ s.upper() }} {{ s.lower() }} {{ s.title() }} {{ s.capitalize() }} {{ s.swapcase() }} {{ 'ß straße'.upper() }} {{ "they're bill's".title() }} {{ 'hELLO wORLD'.capitalize() }} {{ 'ǆ'.title() }}
[{{ padded.strip() }}] [{{ padded.lstrip() }}] [{{ padded.rstrip() }}] [{{ padded | trim }}] [{{ '\n\nx\n'.lstrip('\n') }}] [{{ 'xxaxx'.strip('x') }}] [{{ 'abcab'.rstrip('ab') }}] [{{ 'xya' | trim('xy') }}] [{{ '🙂a🙂'.strip('🙂') }}]
{{ csv.split(',') }} {{ csv.split(',', 1) }} {{ csv.rsplit(',', 1) }} {{ ' a  b c '.split() }} {{ ' a  b c '.split(none, 1) }} {{ ' a  b c '.rsplit(none, 1) }} {{ ''.split() }} {{ ''.split(',') }} {{ 'a<t>b<t>c'.split('<t>')[-1] }} {{ csv.split(sep=',', maxsplit=2) }}
{{ 'a'.split('') }}
{{ 'a\nb\r\nc\n'.splitlines() }} {{ 'a\nb'.splitlines(true) }} {{ 'k=v=w'.partition('=') }} {{ 'k=v=w'.rpartition('=') }} {{ 'k'.partition('=') }} {{ 'k'.rpartition('=') }}
{{ s.startswith('Hell') }} {{ s.endswith('!') }} {{ s.startswith(('x', 'H')) }} {{ s.startswith('ell', 1) }} {{ s.endswith('lo', 0, 5) }} {{ ''.startswith('') }} {{ 'abc'.removeprefix('a') }} {{ 'abc'.removesuffix('c') }}
{{ s.replace('l', 'L') }} {{ s.replace('l', 'L', 1) }} {{ 'abc'.replace('', '-') }} {{ 'abc'.replace('', '-', 2) }} {{ s | replace('l', 'L') }} {{ s | replace('l', 'L', 2) }} {{ 5 | replace('5', '6') }}
{{ s.find('o') }} {{ s.rfind('l') }} {{ s.find('zz') }} {{ s.find('🙂') }} {{ s.find('!') }} {{ s.count('l') }} {{ s.index('w') }} {{ 'aXbX'.find('X', 2) }} {{ 'aXbX'.rfind('X', 0, 3) }}
{{ s.index('zz') }}
{{ ', '.join(words) }} {{ ''.join(['a']) }} {{ '-'.join('abc') }} {{ ','.join(d) }}
{{ ','.join([1]) }}
{{ '12'.isdigit() }} {{ '1a'.isdigit() }} {{ ''.isdigit() }} {{ 'ab'.isalpha() }} {{ 'a1'.isalnum() }} {{ ' \n'.isspace() }} {{ 'AB1'.isupper() }} {{ 'ab1'.islower() }} {{ '1'.islower() }} {{ 'é'.isascii() }}
[{{ '7'.zfill(3) }}] [{{ '-7'.zfill(4) }}] [{{ 'a'.ljust(3) }}] [{{ 'a'.rjust(3, '*') }}] [{{ 'ab'.center(5) }}] [{{ 'a'.center(4) }}] [{{ 'ab' | center(7) }}]
{{ '%s-%d-%5.2f-%%' % ('a', 3, 2.345) }} {{ '%s' % n }} {{ '%s' % 'x' }} {{ '%(a)s' % {'a': 1} }} {{ '%r' % 'x' }} {{ '%05d|%-5s|%5s|%+d' % (42, 'a', 'b', 5) }} {{ '%x %X %o' % (255, 255, 8) }} {{ '%.3s' % 'abcdef' }} {{ '%s %s' | format('a', 1) }} {{ '%(k)s' | format(k=2) }} {{ '%d' % 3.99 }} {{ '%s' % [1, 2] }}
{{ '%d' % 'x' }}
{{ '%s %s' % ('a',) }}
{{ '%s' % ('a', 'b') }}
{{ '{} {}'.format('a', 1) }} {{ '{0} {1} {0}'.format('a', 'b') }} {{ '{x}'.format(x=5) }} {{ '{{}}'.format() }} {{ '{0[b]}'.format(d) }} {{ '{!r}'.format('q') }}
{{ '{}'.format() }}
{{ words | join(', ') }} {{ words | join }} {{ people | join(';', attribute='name') }} {{ missing | join }} {{ 'abc' | join('-') }} {{ mixed | join('|') }}
{{ s | length }} {{ xs | length }} {{ d | length }} {{ missing | length }} {{ '🙂' | length }} {{ words | count }}
{{ 5 | length }}
{{ none | length }}
{{ (xs | map('string')) | length }}
{{ s | upper }} {{ s | lower }} {{ s | capitalize }} {{ 'foo-bar (baz) [x] {y} <z> it\'s' | title }} {{ 'a b' | title }} {{ 5 | upper }} {{ none | upper }}
{{ xs | first }} {{ xs | last }} {{ [] | first }}|{{ [] | last }}|{{ s | first }} {{ s | last }} {{ d | first }} {{ missing | first }}|
{{ 5 | first }}
{{ xs | sort }} {{ xs | sort(reverse=true) }} {{ words | sort }} {{ words | sort(case_sensitive=true) }} {{ people | sort(attribute='age') | map(attribute='name') | list }} {{ people | sort(attribute='age,name', reverse=true) | map(attribute='name') | list }} {{ 'bca' | sort }}
{{ mixed | sort }}
{{ d.a | dictsort }} {{ {'b': 1, 'A': 2, 'c': 0} | dictsort }} {{ {'b': 1, 'A': 2} | dictsort(by='value') }} {{ {'b': 1, 'A': 2} | dictsort(true) }} {{ {'b': 1, 'A': 2} | dictsort(reverse=true) }}
{{ xs | reverse | list }} {{ s | reverse }} {{ (1, 2) | reverse | list }} {{ d | reverse | list }} {{ s | list }} {{ d | list }} {{ missing | list }} {{ range(3) | list }}
{{ none | list }}
{{ xs | min }} {{ xs | max }} {{ words | max }} {{ [] | min }}|{{ people | max(attribute='age') }} {{ xs | sum }} {{ people | sum(attribute='age') }} {{ [0.5, 1] | sum }} {{ xs | sum(start=10) }}
{{ ['a', 'A', 'b', 'a'] | unique | list }} {{ ['a', 'A'] | unique(case_sensitive=true) | list }} {{ people | unique(attribute='age') | map(attribute='name') | list }}
{% for g, list in people | groupby('age') %}{{ g }}:{{ list | map(attribute='name') | join(',') }};{% endfor %}{% for g in people | groupby('age') %}{{ g.grouper }}={{ g.list | length }} {% endfor %}
{{ people | map(attribute='name') | list }} {{ people | map(attribute='tags', default='-') | list }} {{ words | map('upper') | list }} {{ ['a-b'] | map('replace', '-', '+') | list }} {{ people | rejectattr('name', 'eq', 'bob') | map(attribute='tags.0') | list }} {{ words | map('upper') | join }}
{{ people | map(attribute='tags.0.z') | list }}
{{ xs | select | list }} {{ xs | select('odd') | list }} {{ xs | reject('odd') | list }} {{ xs | select('gt', 1) | list }} {{ mixed | select('string') | list }} {{ mixed | reject('none') | list }} {{ xs | select('in', [1, 2]) | list }} {{ xs | select('>', 2) | first }}
{{ people | selectattr('age', 'equalto', 30) | map(attribute='name') | list }} {{ people | selectattr('tags') | list | length }} {{ people | selectattr('tags', 'defined') | list | length }} {{ people | rejectattr('tags', 'defined') | list | length }} {{ messages | selectattr('role', '==', 'user') | list }} {{ messages | rejectattr('role', 'in', ['user', 'system']) | map(attribute='role') | first }}
{% set g = xs | select('odd') %}{% for i in g %}{{ i }}{% endfor %}|{% for i in g %}{{ i }}{% endfor %}|{{ g is iterable }} {{ g is sequence }} {{ 'y' if g }}
{{ range(7) | batch(3) | list }} {{ range(7) | batch(3, 'x') | list }} {{ range(7) | slice(3) | list }} {{ range(7) | slice(3, 'x') | list }}
{{ missing | default('d') }} {{ none | default('d') }} {{ none | default('d', true) }} {{ '' | d('e', boolean=true) }} {{ missing | default }}|{{ missing.x | default('z') if missing is defined else 'y' }} {{ d.zz | default([1]) }}
{{ n | abs }} {{ neg | abs }} {{ -2.5 | abs }} {{ -2 | abs }} {{ 2.5 | round }} {{ 3.5 | round }} {{ 2.675 | round(2) }} {{ 2.1 | round(method='ceil') }} {{ 2.19 | round(1, 'floor') }} {{ 7 | round }} {{ 1234 | round(-2) }}
{{ '42' | int }} {{ ' 42 ' | int }} {{ 'x' | int }} {{ 'x' | int(-1) }} {{ '3.9' | int }} {{ 3.9 | int }} {{ -3.9 | int }} {{ 'ff' | int(base=16) }} {{ '0x1f' | int(0, 16) }} {{ none | int }} {{ true | int }} {{ '1_000' | int }} {{ '2.5' | float }} {{ 'x' | float }} {{ 3 | float }} {{ '1e3' | float }} {{ 'inf' | float }}
{{ missing | int }}
{{ 5 | string ~ 'x' }} {{ none | string }} {{ [1, 'a'] | string }} {{ true | string | lower }} {{ 'a b c' | wordcount }} {{ 'x<y' | safe }} {{ 'a/b c?&é' | urlencode }} {{ {'a': 'b c', 'd': 1} | urlencode }}
{{ 'a\nb\n\nc' | indent }}|{{ 'a\nb\n\nc' | indent(2, true) }}|{{ 'a\n\nb' | indent(1, blank=true) }}|{{ 'a\nb' | indent('>>') }}|{{ 'a\nb\n' | indent(2) }}|
{{ 'the quick brown fox jumps' | truncate(12) }} {{ 'the quick brown fox jumps' | truncate(12, true) }} {{ 'the quick' | truncate(8) }} {{ 'the quick brown fox' | truncate(9, leeway=0, end='…') }} {{ 'abcdefghijklmnop' | truncate(5) }}
{{ d | tojson }} {{ mixed | tojson }} {{ quote | tojson }} {{ quote | tojson(ensure_ascii=true) }} {{ 'é\u2028\x7f\x00/' | tojson }} {{ [1.0, 1e20, 1e-9, big] | tojson }} {{ 'x' | tojson }} {{ none | tojson }} {{ (1, 2) | tojson }} {{ {1: 2, none: 3, 1.5: 5} | tojson }}
{{ d | tojson(indent=2) }} {{ [] | tojson(indent=2) }} {{ {'a': {}, 'b': []} | tojson(indent=4) }} {{ d | tojson(sort_keys=true) }} {{ d.a | tojson(separators=(',', ':')) }} {{ [1, 2] | tojson(indent=0) }} {{ [1] | tojson(indent='\t') }} {{ [1, [2]] | tojson(indent=1, separators=(',', ' : ')) }}
{{ missing | tojson }}
{{ d | tojson(bogus=1) }}
{{ d | nosuchfilter }}
{{ d is nosuchtest }}
{{ nosuchfunction() }}
{{ s() }}
{{ none() }}
{{ d.a | items | list }} {{ missing | items | list }} {% for k, v in d.a | items %}{{ k }}={{ v }}{% endfor %}
{{ xs | items | list }}
{{ d | attr('b') }}|{{ d | attr('keys') is callable }}
{{ n is number }} {{ x is number }} {{ yes is number }} {{ s is number }} {{ n is integer }} {{ yes is integer }} {{ x is float }} {{ yes is boolean }} {{ n is boolean }} {{ yes is true }} {{ no is false }} {{ 1 is true }}
{{ s is string }} {{ n is string }} {{ none is none }} {{ missing is none }} {{ none is not none }} {{ d is mapping }} {{ xs is mapping }} {{ xs is sequence }} {{ s is sequence }} {{ d is sequence }} {{ n is sequence }} {{ missing is sequence }} {{ none is sequence }}
{{ xs is iterable }} {{ s is iterable }} {{ n is iterable }} {{ none is iterable }} {{ missing is iterable }} {{ d.items() is iterable }} {{ d.items() is sequence }} {{ range(3) is sequence }} {{ (1, 2) is sequence }}
{{ missing is defined }} {{ none is defined }} {{ d.zz is defined }} {{ d.b is defined }} {{ d.zz is undefined }} {{ missing is not defined }} {{ not missing is defined }} {{ d.a.zz is not defined }}
{{ 3 is odd }} {{ 3 is even }} {{ 9 is divisibleby 3 }} {{ 9 is divisibleby(2) }} {{ 3 is sameas 3 }} {{ 'a' is sameas 'b' }} {{ none is sameas none }} {{ true is sameas(1) }} {{ 3 is eq 3 }} {{ 3 is ge(2) }} {{ 3 is in [3] }} {{ 3 is not in [3] }} {{ 'ab' is lower }} {{ 'AB' is upper }} {{ 'upper' is filter }} {{ 'odd' is test }} {{ 'x' is filter }} {{ range is callable }} {{ s is callable }}
{{ 'a' is string and 1 is number }} {{ 1 is number or boom() }} {{ 'x' if s is string else 'y' }} {{ s is string | string }}
{% for i in xs %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }}{{ loop.depth }}{{ loop.previtem }}<{{ loop.nextitem }} {% endfor %}
{% for i in xs if i > 1 %}{{ i }}{{ loop.length }}{{ loop.last }},{% else %}none{% endfor %}|{% for i in [] %}x{% else %}none{% endfor %}|{% for i in xs if i > 9 %}x{% else %}empty{% endfor %}|{% for i in missing %}x{% else %}u{% endfor %}
{% for i in none %}x{% endfor %}
{% for i in 5 %}x{% endfor %}
{% for k in d %}{{ k }},{% endfor %}|{% for k, v in d.items() %}{{ k }}{% endfor %}|{% for c in 'a🙂b' %}{{ c }}.{% endfor %}|{% for a, (b, c) in [(1, (2, 3))] %}{{ a }}{{ b }}{{ c }}{% endfor %}
{% for a, b in [1] %}x{% endfor %}
{% for a, b in [(1, 2, 3)] %}x{% endfor %}
{% for i in range(10) %}{% if i == 2 %}{% continue %}{% endif %}{% if i == 5 %}{% break %}{% endif %}{{ i }}{% endfor %}|{% for i in [1, 2] %}{% for j in [1, 2] %}{% if j == 2 %}{% break %}{% endif %}{{ i }}{{ j }} {% endfor %}{{ loop.index }}{% endfor %}
{% for i in range(1, 10, 3) %}{{ i }}{% endfor %}|{% for i in range(5, 0, -2) %}{{ i }}{% endfor %}|{{ range(3) }} {{ range(1, 3) }} {{ range(0, 6, 2) }} {{ range(5)[2] }} {{ range(5) | length }}
{{ range(200000) | length }}
{{ range('a') }}
{% for i in xs %}{{ loop.cycle('a', 'b') }}{{ loop.changed(i > 1) }} {% endfor %}{% for r in [1, 2] %}{% for c in [1, 2] %}{{ loop.index }}{% endfor %}{{ loop.index }};{% endfor %}
{% for item in [{'n': 1, 'c': [{'n': 2, 'c': [{'n': 3}]}]}] recursive %}[{{ item.n }}{{ loop.depth }}{% if item.c %}{{ loop(item.c) }}{% endif %}]{% endfor %}
{{ loop is defined }}{% for i in [1] %}{{ loop is defined }}{% endfor %}{{ loop is defined }}
{% set v = 1 %}{% for i in xs %}{% set v = v + i %}{{ v }} {% endfor %}{{ v }}|{% if true %}{% set v = 5 %}{% endif %}{{ v }}|{% set ns = namespace(v=1, w='a') %}{% for i in xs %}{% set ns.v = ns.v + i %}{% endfor %}{{ ns.v }}{{ ns.w }}{{ ns.zz is defined }}{{ ns['v'] }}
{% set s.x = 1 %}
{% set a, b = 1, 2 %}{{ a }}{{ b }}{% set a, b = b, a %}{{ a }}{{ b }}{% set t = (1, 2) %}{{ t }}{% set (p, q) = [5, 6] %}{{ p }}{{ q }}{% set z = 1, %}{{ z }}
{% set a, b = [1] %}
{% set block %}  <{{ n }}>{% set inner = 1 %}  {% endset %}[{{ block }}][{{ inner is defined }}]{% set up | upper | trim %} ab {% endset %}[{{ up }}]
{% with a = 1, b = 2 %}{{ a + b }}{% endwith %}{{ a is defined }}{% with %}{% set q = 1 %}{{ q }}{% endwith %}{{ q is defined }}{% set a = 9 %}{% with a = 1, b = a %}{{ b }}{% endwith %}
{% filter upper %}abc {{ s }}{% endfilter %}{% filter replace('a', 'b') | upper %}aa{% endfilter %}{% filter trim %}  x  {% endfilter %}
{% macro m(a, b='B', c=none) %}[{{ a }}|{{ b }}|{{ c }}]{% endmacro %}{{ m(1) }}{{ m(1, 2) }}{{ m(a=1, c=3) }}{{ m(b=1) }}{{ m() }}{{ m(*[1, 2], **{'c': 4}) }}
{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, 2) }}
{% macro m(a) %}{{ a }}{% endmacro %}{{ m(zz=2) }}
{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, a=2) }}
{% macro m() %}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, 2, k=3) }}{{ m() }}
{% macro fact(n) %}{% if n <= 1 %}1{% else %}{{ n }}*{{ fact(n - 1) }}{% endif %}{% endmacro %}{{ fact(5) }}
{% macro early() %}{{ late }}{% endmacro %}{% set late = 'now' %}{{ early() }}{% macro shadow(n) %}{% set s = 'in' %}{{ s }}{{ n }}{% endmacro %}{{ shadow(1) }}{{ n }}
{% macro wrap(t) %}<{{ t }}>{{ caller() }}</{{ t }}>{% endmacro %}{% call wrap('b') %}x{{ n }}{% endcall %}{% macro each(l) %}{% for i in l %}{{ caller(i) }}{% endfor %}{% endmacro %}{% call(i) each(xs) %}({{ i }}){% endcall %}
{% macro opt() %}{{ 'c' if caller is defined else 'n' }}{% endmacro %}{{ opt() }}{% call opt() %}x{% endcall %}
{% macro m(a, b=a) %}{{ a }}{{ b }}{% endmacro %}{{ m(1) }}{% set f = m %}{{ f('z') }}{{ m.name }}
{% generation %}g{{ n }}{% set leak = 1 %}{% endgeneration %}{{ leak is defined }}{% for i in xs %}{%- generation -%} {{ i }}{{ loop.index }} {%- endgeneration -%}{% endfor %}
{% set j = joiner('; ') %}{% for i in xs %}{{ j() }}{{ i }}{% endfor %}{% set c = cycler('a', 'b') %}{{ c.next() }}{{ c.next() }}{{ c.current }}{{ c.next() }}{{ dict(a=1) }}{{ dict({'x': 1}, y=2) }}{{ dict([('p', 1)]) }}
{{ raise_exception('stop here') }}
{% if no %}{{ raise_exception('never') }}{% endif %}ok{{ 1 if true else raise_exception('no') }}
{% raw %}{{ n }} {% if %}{# c #}{% endraw %}|{%- raw -%}  x  {%- endraw -%}|{# comment #}a{#- strip -#} b
{{ 'a' 'b' "c" }} {{ "\x41\u00e9\U0001f642\t\101\q\'\"\\" }} {{ 'tab\there' }} {{ "multi
line" }}
{{ 007 }}
{{ 0x1F }} {{ 0b101 }} {{ 0o17 }} {{ 1_000 }} {{ 1e3 }} {{ 1.5e-3 }} {{ 1_0.5 }} {{ 00 }}
{{ [1, 2,] }} {{ {'a': 1,} }} {{ {} }} {{ [] }} {{ m({'a': [1, {'b': 2}]}) if false else {'a': [1, {'b': 2}]}['a'][1].b }} {{ {'a': 1}.a }} {{ {1: 'x'}[1] }} {{ {'n': n}['n'] }}
{{ (xs | length) + 1 }}
{{ xs | length + 1 }} {{ - n | abs }} {{ n | string * 2 }} {{ xs | first | string ~ '!' }} {{ (n - 1) | string }} {{ 'a' ~ xs | join('-') ~ 'b' }} {{ not xs | length > 2 }}
{{ messages[0].content | trim }}|{{ messages[-1].content }}|{{ messages[1:] | length }}|{{ messages[::-1][0].role }}|{{ messages[0]['role'] }}|{{ messages[-1].tool_calls[0].function.arguments | tojson }}|{{ messages[-1]['tool_calls'][0]['function']['arguments'] }}
{% for m in messages %}{{ '<' + m['role'] + '>' }}{% if m.content %}{{ m.content }}{% elif m.tool_calls is defined and m.tool_calls is iterable %}{{ m.tool_calls[0].function.name }}{% endif %}{% endfor %}
{% if messages[0]['role'] == 'system' %}{% set loop_messages = messages[1:] %}{% set sys = messages[0].content %}{% else %}{% set loop_messages = messages %}{% endif %}{{ loop_messages | length }}{{ sys }}
{{ 1 if }}
{{ n
{% if n %}
{% endif %}
{% for i in xs %}{% endif %}
{% unknown %}
{% set n %}
{{ n + }}
{{ n }
{{ [1, 2 }}
{{ (1, 2] }}
{{ n $ 2 }}
{{ 'unclosed }}
{# unclosed
{% raw %}x
{% break %}
{% include 'x' %}
{% extends 'x' %}
{% import 'x' as y %}
{% do xs %}
{{ a b }}
{{ d. }}
{{ f(a=1, 2) }}
{% macro m(a=1, b) %}{% endmacro %}
{% call n %}{% endcall %}
{% for loop in xs %}{% endfor %}
{% set 1 = 2 %}
{% if n is string is defined %}{% endif %}
{{ "\xZZ" }}
{% block b %}in {{ n }}{% endblock %}{% block c scoped %}x{% endblock c %}
{{ caller }}|{{ varargs }}
{{ 1 is divisibleby 0 }}
{{ 'é' == 'e\u0301' }} {{ 'ÀÉ'.lower() }} {{ 'straße' | capitalize }} {{ '1st x2y'.title() }} {{ 'ﬁx' | capitalize }} {{ 'İ'.lower() | length }} {{ 'ΑΣ'.lower() }}
{{ xs.count(1) }} {{ xs.index(2) }} {{ (1, 1).count(1) }} {{ d.copy() == d }}
{{ xs.index(99) }}
{{ x.is_integer() }} {{ 2.0.is_integer() }}
'''.strip("\n").split("\n{")

# Templates of several lines, for white space control and line numbers.
BLOCKS = [
    "a\n{% if yes %}\nb\n{% endif %}\nc\n",
    "a\n  {% if yes %}  \n  b\n  {% endif %}\nc\n\n",
    "a\n  {%- if yes -%}  \n  b\n  {%- endif %}\nc",
    "a\n  {%+ if yes %}\n  b\n  {%+ endif +%}\nc",
    "a\n  {{ n }}\n  {{- n -}}\n  b {{- ' x' }}\n",
    "a\n  {# note #}\nb {# note #}\n c\n{#- note -#}\n d\n",
    "  {% set q = 1 %}\n{{ q }}\n\n",
    "x {% if yes %} y {% endif %} z\n",
    "{% for i in xs %}\n- {{ i }}\n{% endfor %}\nend",
    "{% for i in xs -%}\n- {{ i }}\n{%- endfor %}\nend",
    "\t{% if yes %}\n\ttab\n\t{% endif %}\n",
    "a\r\n{% if yes %}\r\nb\r\n{% endif %}\r\nc\r\n",
    "a\r{% if yes %}\rb{% endif %}\r",
    "{%- if yes %}\n  {{- 'x' }}\n  {%- if no %}\n  {%- else %}\n    {{- 'y' }}\n  {%- endif %}\n{%- endif %}\n",
    "\n\n{{ n }}\n\n",
    "{{ n }}\n",
    "\n",
    "",
    "a{% raw %}\n  {{ x }}\n{% endraw %}\nb",
    "a\n  {% raw %}\n  {{ x }}\n  {% endraw %}\nb",
    "a\n {%- raw -%}\n  {{ x }}\n {%- endraw -%}\nb",
    "{{ '{%' }} {{ '}}' }} {{ {'a': {'b': {}}} }}{{ '{{' ~ '}}' }}",
    "{ % { { {n} {{n}}} }} %} #}",
    "line1\n{{ missing.attribute }}",
    "{% macro m() %}\n  text\n{% endmacro %}\n[{{ m() }}]",
    "{%- macro m(x) -%}\n  {{ x }}\n{%- endmacro -%}\n[{{ m(1) }}]\n",
    "{% set t %}\n  a\n  b\n{% endset %}\n[{{ t }}]",
    "{% generation %}\n  a\n{% endgeneration %}\nb",
    "{%if yes%}x{%endif%}{{n}}{%-if yes-%} y {%-endif-%} z",
    "{% if yes: %}x{% endif %}{% for i in xs: %}{{ i }}{% endfor %}",
    "{% if no %}a{% elif no %}b{% elif yes %}c{% else %}d{% endif %}{% if no %}a{% else %}e{% endif %}",
    "{{ 'a\\\nb' }}|{{ 'a\nb' }}",
    "\u2028{% if yes %}\u00a0x{% endif %}",
    "  {{ n }}  {%- if yes %} {{ n }} {% endif -%}  ",
    "{{\n n\n }}\n{%\n if yes\n %}\ny{% endif\n%}",
]


def main():
    snippets = [SNIPPETS[0]] + ["{" + snippet for snippet in SNIPPETS[1:]]
    # Lines that do not start with a brace hang on the one before: split those too.
    templates = [line for snippet in snippets for line in split(snippet)] + BLOCKS
    cases = []
    for template in templates:
        try:
            text = _compile_jinja_template(template).render(**VARIABLES)
        except Exception:  # whatever Python raises, Gatun must raise too
            text = None
        cases.append({"template": template, "text": text})
    target = Path(__file__).with_name("jinja.json")
    with target.open("w", encoding="utf-8", newline="\n") as out:
        json.dump({"variables": VARIABLES, "cases": cases}, out, ensure_ascii=False, indent=0)
        out.write("\n")
    failing = sum(case["text"] is None for case in cases)
    print(f"{target.name}: {len(cases)} templates, {failing} of them must fail")


def split(snippet):
    """Lines starting with '[' or "'" begin a template; others continue a string or a tag."""
    lines = []
    for line in snippet.split("\n"):
        if lines and not line.startswith("["):
            lines[-1] += "\n" + line
        else:
            lines.append(line)
    return lines


main()
