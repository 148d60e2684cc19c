package dev.carillon.client.cli;

import java.util.Map;

/**
 * The lines of {@link HistoryFile}. Something that was said, numbered from 1, and later how far it has come:
 *
 * <pre>
 * {"line":7,"time":1795651200000,"kind":"OUT","peer":"bob","text":"hi","install":0,"cseq":0,"state":"WAITING"}
 * {"line":7,"install":81985529216486895,"cseq":3,"state":"STORED"}
 * </pre>
 *
 * The time is in ms since 1970; {@code install} and {@code cseq} are the message's identity, 0 while it has none.
 */
final class HistoryRecord {
    private HistoryRecord() {}

    static String said(ChatLine line) {
        Json json = new Json()
                .put("line", line.number())
                .put("time", line.timeMs())
                .put("kind", line.kind().name())
                .put("peer", line.peer())
                .put("text", line.text());
        return state(json, line);
    }

    static String moved(ChatLine line) {
        return state(new Json().put("line", line.number()), line);
    }

    private static String state(Json json, ChatLine line) {
        return json.put("install", line.install())
                .put("cseq", line.cseq())
                .put("state", line.tick().name())
                .toString();
    }

    /** @param lines by number; the record's line is added to them, or moved on if it is there */
    static void apply(Map<String, String> record, Map<Long, ChatLine> lines) {
        long number = number(record, "line");
        ChatLine.Tick tick = ChatLine.Tick.valueOf(member(record, "state"));
        long install = number(record, "install");
        long cseq = number(record, "cseq");
        ChatLine line = lines.get(number);
        if (record.containsKey("kind")) {
            ChatLine.Kind kind = ChatLine.Kind.valueOf(member(record, "kind"));
            line = new ChatLine(kind, member(record, "peer"), member(record, "text"), number(record, "time"), tick);
            lines.put(number, line);
        }
        if (line != null) {
            line.restore(number, install, cseq, tick);
        }
    }

    private static long number(Map<String, String> record, String name) {
        return Long.parseLong(member(record, name));
    }

    private static String member(Map<String, String> record, String name) {
        String value = record.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return value;
    }
}
