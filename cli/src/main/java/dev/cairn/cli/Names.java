package dev.cairn.cli;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Names are bytes: in URLs percent-encoded, in JSON text or base64, on the command line text, and for people text in which what cannot be
 * shown stands percent-encoded.
 */
final class Names {

    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    private Names() {}

    static String encode(byte[] name) {
        var encoded = new StringBuilder();
        for (byte each : name) {
            if (UNRESERVED.indexOf(each) >= 0) {
                encoded.append((char) each);
            } else {
                encoded.append("%%%02X".formatted(each & 0xff));
            }
        }
        return encoded.toString();
    }

    static String encode(String name) {
        return encode(name.getBytes(StandardCharsets.UTF_8));
    }

    /** A path with its slashes; those at the ends are dropped, but for one at the end that means a directory. */
    static String encodePath(String path) {
        List<String> names = new ArrayList<>();
        for (String name : path.replaceAll("^/+", "").split("/", -1)) {
            names.add(encode(name));
        }
        return String.join("/", names);
    }

    /** The bytes of a field or of its base64 twin; empty if it has neither. */
    static byte[] bytes(JsonNode object, String field) {
        JsonNode twin = object.path(field + "Base64");
        return twin.isMissingNode()
                ? object.path(field).asString("").getBytes(StandardCharsets.UTF_8)
                : Base64.getDecoder().decode(twin.asString());
    }

    /** For people: control characters and what is no text percent-encoded. */
    static String shown(JsonNode object, String field) {
        JsonNode twin = object.path(field + "Base64");
        String text = object.path(field).asString("");
        return twin.isMissingNode() && text.chars().noneMatch(Character::isISOControl)
                ? text
                : encode(bytes(object, field)).replace("%2F", "/");
    }
}
