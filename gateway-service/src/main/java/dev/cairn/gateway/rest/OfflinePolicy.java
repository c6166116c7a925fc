package dev.cairn.gateway.rest;

import dev.cairn.api.metadata.OfflineDefault;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a request says to do about offline data: {@code ?offline=refuse|queue|wait}, {@code ?wait=SECONDS} or the header
 * {@code Prefer: wait=SECONDS} (RFC 7240).
 *
 * @param asked what it says; if nothing, the directories above the file decide
 * @param patienceMax how long it may wait at most
 */
record OfflinePolicy(Optional<OfflineDefault> asked, Duration patienceMax) {

    private static final Pattern PREFER_WAIT = Pattern.compile("(?:^|[,;\\s])wait\\s*=\\s*\"?(\\d{1,9})\"?");

    /** A parameter above the limit is an error, a preference above it is cut: that is what a preference means. */
    static OfflinePolicy of(HttpServletRequest request, Duration most) {
        String offline = request.getParameter("offline");
        Optional<Duration> patience = patience(request, most);
        if (offline == null) {
            return new OfflinePolicy(patience.map(wait -> new OfflineDefault(OfflineDefault.Recall.NONE, wait)), most);
        }
        OfflineDefault asked = switch (offline) {
            case "refuse" -> OfflineDefault.REFUSE;
            case "queue" -> new OfflineDefault(OfflineDefault.Recall.LEFT, patience.orElse(Duration.ZERO));
            case "wait" -> new OfflineDefault(OfflineDefault.Recall.NONE, patience.orElse(most));
            default -> throw Parameters.invalid("offline", "refuse, queue or wait", offline);
        };
        return new OfflinePolicy(Optional.of(asked), most);
    }

    /** How long the request itself wants to wait. */
    Duration patience() {
        return asked.map(OfflineDefault::patience).orElse(Duration.ZERO);
    }

    private static Optional<Duration> patience(HttpServletRequest request, Duration most) {
        String parameter = request.getParameter("wait");
        if (parameter != null) {
            return Optional.of(Parameters.seconds("wait", parameter, most));
        }
        String prefer = request.getHeader("Prefer");
        Matcher matcher = PREFER_WAIT.matcher(prefer == null ? "" : prefer);
        return matcher.find()
                ? Optional.of(Duration.ofSeconds(Math.min(Long.parseLong(matcher.group(1)), most.toSeconds())))
                : Optional.empty();
    }
}
