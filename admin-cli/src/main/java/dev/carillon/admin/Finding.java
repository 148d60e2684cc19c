package dev.carillon.admin;

import java.util.LinkedHashMap;
import java.util.Map;

/** What one check found. @param check its name, for scripts @param text a sentence */
record Finding(String check, boolean isGood, String text) {
    static Finding good(String check, String text) {
        return new Finding(check, true, text);
    }

    static Finding bad(String check, String text) {
        return new Finding(check, false, text);
    }

    Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("check", check);
        facts.put("ok", isGood);
        facts.put("text", text);
        return facts;
    }
}
