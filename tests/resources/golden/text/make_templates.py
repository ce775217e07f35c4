#!/usr/bin/env python3
"""Writes templates.json: Gatun's built-in chat templates rendered by transformers.

    python make_templates.py     (made with transformers 5.18, jinja2 3.1)

Each case names a template, a conversation, whether tools were given, extra variables and the
generation prompt; its result is the text, or null where the template must refuse.
"""
import json
from pathlib import Path

from transformers.utils.chat_template_utils import render_jinja_template

HERE = Path(__file__).parent
TEMPLATES = HERE / "../../../../src/main/resources/dev/gatun/text/templates"

TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "get_weather",
            "description": "Weather of a place — now <b>\"é\"</b>",
            "parameters": {
                "type": "object",
                "properties": {
                    "city": {"type": "string", "description": "The city's 'name'"},
                    "days": {"type": "integer", "minimum": 0, "default": 1.5, "enum": [1, 2]},
                },
                "required": ["city"],
            },
        },
    },
    {"type": "function", "function": {"name": "noop", "description": "", "parameters": {"type": "object", "properties": {}}}},
]

SYSTEM = {"role": "system", "content": "You are terse. \n"}
USER = {"role": "user", "content": " Hi there, ünïcödé 🙂 \"q\" <x>"}
ASSISTANT = {"role": "assistant", "content": "Hello!\n\nHow?  "}
MORE = {"role": "user", "content": "Tell me\nmore"}
THOUGHT = {"role": "assistant", "content": "<think>\nhmm\n</think>\n\nNo."}
REASONED = {"role": "assistant", "content": "Done", "reasoning_content": "because\n"}
CALL = {
    "role": "assistant",
    "content": "",
    "tool_calls": [
        {"id": "call00001", "type": "function",
         "function": {"name": "get_weather", "arguments": {"city": "Zürich", "days": 2, "opts": ["a", None, True]}}}
    ],
}
CALLS = {
    "role": "assistant",
    "content": "calling",
    "tool_calls": [
        {"id": "call00001", "type": "function", "function": {"name": "get_weather", "arguments": {"city": "Oslo"}}},
        {"id": "call00002", "type": "function", "function": {"name": "noop", "arguments": {}}},
    ],
}
ANSWER = {"role": "tool", "tool_call_id": "call00001", "name": "get_weather", "content": "{\"t\": 3.0}"}
ANSWER2 = {"role": "tool", "tool_call_id": "call00002", "name": "noop", "content": "ok"}

CONVERSATIONS = {
    "user": [USER],
    "system, user": [SYSTEM, USER],
    "user, assistant": [USER, ASSISTANT],
    "system, user, assistant": [SYSTEM, USER, ASSISTANT],
    "three turns": [SYSTEM, USER, ASSISTANT, MORE],
    "four turns": [SYSTEM, USER, ASSISTANT, MORE, ASSISTANT],
    "thoughts": [USER, THOUGHT, MORE, THOUGHT],
    "reasoning": [USER, REASONED, MORE, REASONED],
    "two users": [USER, MORE],
    "assistant first": [ASSISTANT, USER],
    "call": [USER, CALL],
    "call, answer, assistant": [USER, CALL, ANSWER, ASSISTANT],
    "two calls": [SYSTEM, USER, CALLS, ANSWER, ANSWER2],
    "empty content": [{"role": "user", "content": ""}],
    "no messages": [],
    "no content": [USER, {"role": "assistant", "content": None}],
    "parts": [{"role": "user", "content": [{"type": "text", "text": "Look"}, {"type": "image"}]}],
}
WITH_TOOLS = {"system, user", "user", "call, answer, assistant", "two calls"}
SPECIAL = {"bos_token": "<s>", "eos_token": "</s>"}
EXTRA = {
    "qwen3": [{"enable_thinking": False}],
    "llama3.1": [
        {"date_string": "1 May 2025", "tools_in_user_message": False},
        {"builtin_tools": ["get_weather", "code_interpreter"]},
    ],
}


def render(template, messages, tools, variables, add):
    try:
        return render_jinja_template(
            [json.loads(json.dumps(messages))], tools=tools, chat_template=template,
            add_generation_prompt=add, **SPECIAL, **variables
        )[0][0]
    except Exception:  # the template refuses: Gatun must refuse too
        return None


def main():
    cases = []
    for path in sorted(TEMPLATES.glob("*.jinja")):
        template = path.read_text("utf-8")
        for name, messages in CONVERSATIONS.items():
            for tools in (None, TOOLS) if name in WITH_TOOLS else (None,):
                for variables in [{}] + EXTRA.get(path.stem, []):
                    for add in (False, True):
                        cases.append(
                            {
                                "template": path.stem,
                                "conversation": name,
                                "tools": tools is not None,
                                "variables": variables,
                                "add": add,
                                "text": render(template, messages, tools, variables, add),
                            }
                        )
    result = {"special": SPECIAL, "tools": TOOLS, "conversations": CONVERSATIONS, "cases": cases}
    with (HERE / "templates.json").open("w", encoding="utf-8", newline="\n") as out:
        json.dump(result, out, ensure_ascii=False)
        out.write("\n")
    refused = sum(case["text"] is None for case in cases)
    print(f"templates.json: {len(cases)} renderings, {refused} of them refused")


main()
