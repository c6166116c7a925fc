package dev.cairn.benchmarks;

import java.io.PrintStream;
import java.util.Locale;

/** Where figures go: a JSON line each. */
public final class Figures {

    private final PrintStream out;

    public Figures(PrintStream out) {
        this.out = out;
    }

    /** A figure that stands alone. */
    public void tell(String name, double value, String unit) {
        out.printf(Locale.ROOT, "{\"name\": \"%s\", \"value\": %s, \"unit\": \"%s\"}%n", name, number(value), unit);
    }

    /** A figure beside that of a peer or a limit in the same run. */
    public void tell(String name, double value, String unit, String baseline, double baselineValue) {
        out.printf(
                Locale.ROOT,
                "{\"name\": \"%s\", \"value\": %s, \"unit\": \"%s\", \"baseline\": \"%s\", \"baselineValue\": %s, \"ratio\": %.2f}%n",
                name,
                number(value),
                unit,
                baseline,
                number(baselineValue),
                value / baselineValue);
    }

    private static String number(double value) {
        return value >= 100 ? "%.0f".formatted(value) : String.format(Locale.ROOT, "%.3f", value);
    }
}
