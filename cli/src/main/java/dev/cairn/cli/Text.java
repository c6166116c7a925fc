package dev.cairn.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** Answers for people. */
final class Text {

    private static final String UNITS = "KMGTPE";

    private Text() {}

    /** One line a field, names aligned; objects and lists inside as JSON. */
    static List<String> fields(JsonNode object) {
        int width =
                object.propertyNames().stream().mapToInt(String::length).max().orElse(0);
        List<String> lines = new ArrayList<>();
        object.properties().forEach(field -> {
            JsonNode value = field.getValue();
            lines.add(("%-" + width + "s  %s")
                    .formatted(field.getKey(), value.isValueNode() ? value.asString() : value.toString()));
        });
        return lines;
    }

    /** Columns aligned, the first row being their heads. */
    static List<String> table(List<List<String>> rows) {
        int[] widths = new int[rows.getFirst().size()];
        rows.forEach(row -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(i == 0 ? "" : "  ");
                line.append((i == 0 ? "%-" + widths[i] + "s" : "%" + widths[i] + "s").formatted(row.get(i)));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    /** Powers of 1,024 with one digit behind the point. */
    static String bytes(long bytes) {
        double value = bytes;
        int unit = -1;
        while (value >= 1024 && unit + 1 < UNITS.length()) {
            value /= 1024;
            unit++;
        }
        return unit < 0 ? Long.toString(bytes) : String.format(Locale.ROOT, "%.1f%ciB", value, UNITS.charAt(unit));
    }
}
