package dev.cairn.gateway.rest;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a read does about offline data, as its request says: {@code ?wait=SECONDS} or the header {@code Prefer:
 * wait=SECONDS} (RFC 7240). Without either it fails at once.
 *
 * @param patience how long to wait for it; zero means to fail at once
 */
record OfflinePolicy(Duration patience) {

    private static final Pattern PREFER_WAIT = Pattern.compile("(?:^|[,;\\s])wait\\s*=\\s*\"?(\\d{1,9})\"?");

    /** A parameter above the limit is an error, a preference above it is cut: that is what a preference means. */
    static OfflinePolicy of(HttpServletRequest request, Duration most) {
        String parameter = request.getParameter("wait");
        if (parameter != null) {
            return new OfflinePolicy(Parameters.seconds("wait", parameter, most));
        }
        String prefer = request.getHeader("Prefer");
        if (prefer == null) {
            return new OfflinePolicy(Duration.ZERO);
        }
        Matcher matcher = PREFER_WAIT.matcher(prefer);
        if (!matcher.find()) {
            return new OfflinePolicy(Duration.ZERO);
        }
        return new OfflinePolicy(Duration.ofSeconds(Math.min(Long.parseLong(matcher.group(1)), most.toSeconds())));
    }
}
