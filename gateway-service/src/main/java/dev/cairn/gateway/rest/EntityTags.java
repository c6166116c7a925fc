package dev.cairn.gateway.rest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The value of If-Match or If-None-Match (RFC 9110, section 13.1).
 *
 * @param isAny it is {@code *}
 * @param strong tags that compare equal in both comparisons, without quotes
 * @param weak tags that are only good for If-None-Match
 */
record EntityTags(boolean isAny, List<String> strong, List<String> weak) {

    private static final Pattern TAG = Pattern.compile("\\G\\s*(W/)?\"([^\"]*)\"\\s*(?:,|$)");

    /** Nothing if there is no such header; a header that cannot be read matches nothing. */
    static Optional<EntityTags> parse(@Nullable String header) {
        if (header == null) {
            return Optional.empty();
        }
        if (header.strip().equals("*")) {
            return Optional.of(new EntityTags(true, List.of(), List.of()));
        }
        List<String> strong = new ArrayList<>();
        List<String> weak = new ArrayList<>();
        Matcher matcher = TAG.matcher(header);
        while (matcher.find()) {
            (matcher.group(1) == null ? strong : weak).add(matcher.group(2));
        }
        return Optional.of(new EntityTags(false, List.copyOf(strong), List.copyOf(weak)));
    }

    /** The entity tag of a version of a file, as a header has it. */
    static String header(long dataVersion) {
        return '"' + Long.toUnsignedString(dataVersion) + '"';
    }

    boolean matchesStrongly(long dataVersion) {
        return isAny || strong.contains(Long.toUnsignedString(dataVersion));
    }

    boolean matchesWeakly(long dataVersion) {
        return matchesStrongly(dataVersion) || weak.contains(Long.toUnsignedString(dataVersion));
    }
}
