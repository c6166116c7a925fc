package dev.cairn.gateway.data;

import java.util.Optional;

/** Which part of a file is wanted, before its size is known. */
public sealed interface Window {

    record Whole() implements Window {}

    /** From a byte to the end. */
    record From(long first) implements Window {}

    /** From a byte to another one, both included. */
    record Between(long first, long last) implements Window {}

    /** So many bytes at the end. */
    record Last(long count) implements Window {}

    /**
     * Reads a Range header (RFC 9110, section 14.2). Units other than bytes, several ranges and what is not a range are
     * answered with nothing: the header is then to be ignored.
     */
    static Optional<Window> parse(String header) {
        String unit = "bytes=";
        if (!header.regionMatches(true, 0, unit, 0, unit.length())) {
            return Optional.empty();
        }
        String range = header.substring(unit.length()).strip();
        int dash = range.indexOf('-');
        if (dash < 0) {
            return Optional.empty();
        }
        String first = range.substring(0, dash).strip();
        String last = range.substring(dash + 1).strip();
        if (!isNumber(first) || !isNumber(last) || (first.isEmpty() && last.isEmpty())) {
            return Optional.empty();
        }
        if (first.isEmpty()) {
            return Optional.of(new Last(number(last)));
        }
        if (last.isEmpty()) {
            return Optional.of(new From(number(first)));
        }
        return number(last) < number(first) ? Optional.empty() : Optional.of(new Between(number(first), number(last)));
    }

    /** The bytes {@code [from, to)} that this means in a file of {@code size} bytes, empty if none of it is there. */
    default Optional<Span> in(long size) {
        return switch (this) {
            case Whole() -> Optional.of(new Span(0, size));
            case From(long first) -> first < size ? Optional.of(new Span(first, size)) : Optional.empty();
            case Between(long first, long last) ->
                first < size ? Optional.of(new Span(first, Math.min(last, size - 1) + 1)) : Optional.empty();
            case Last(long count) ->
                count > 0 && size > 0 ? Optional.of(new Span(Math.max(0, size - count), size)) : Optional.empty();
        };
    }

    /** The bytes {@code [from, to)}. */
    record Span(long from, long to) {

        public long length() {
            return to - from;
        }
    }

    private static boolean isNumber(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Numbers above 64 bits mean "as far as there is". */
    private static long number(String digits) {
        String significant = digits.replaceFirst("^0+(?=.)", "");
        if (significant.length() > 19) {
            return Long.MAX_VALUE;
        }
        long value = Long.parseUnsignedLong(significant);
        return value < 0 ? Long.MAX_VALUE : value;
    }
}
