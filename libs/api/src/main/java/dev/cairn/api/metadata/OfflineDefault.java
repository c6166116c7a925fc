package dev.cairn.api.metadata;

import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a read of offline data does when its request does not say: the extended attribute {@link #XATTR} of the nearest
 * directory that has one. Its text is {@code refuse}, {@code queue}, {@code wait SECONDS} or {@code queue wait SECONDS}.
 *
 * @param recall whether the read leaves a recall behind, which lasts when the reader has gone
 * @param patience how long it waits for the data before it is refused
 */
public record OfflineDefault(Recall recall, Duration patience) {

    /** The name of the attribute; setting it needs {@code VOLUME_ADMIN}, as all of its kind. */
    public static final Bytes XATTR = Bytes.utf8("trusted.cairn.offline-policy");

    /** Without an attribute anywhere: fail at once and leave nothing. */
    public static final OfflineDefault REFUSE = new OfflineDefault(Recall.NONE, Duration.ZERO);

    /** A day: whoever has more patience leaves a recall. */
    private static final long SECONDS_MAX = 86_400;

    private static final Pattern TEXT = Pattern.compile("refuse|(queue)|(queue )?wait (\\d{1,5})");

    /** What stays behind a read that met offline data. */
    public enum Recall {
        NONE,
        LEFT
    }

    /** @throws CairnException {@link ErrorCode#EINVAL}, reason {@code offline-policy} */
    public static OfflineDefault parse(Bytes value) {
        return value.asUtf8()
                .flatMap(OfflineDefault::find)
                .orElseThrow(() -> new CairnException(
                        ErrorCode.EINVAL,
                        "offline-policy",
                        "an offline policy is refuse, queue, wait SECONDS or queue wait SECONDS, with at most "
                                + SECONDS_MAX));
    }

    private static Optional<OfflineDefault> find(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        boolean isQueued = matcher.group(1) != null || matcher.group(2) != null;
        long seconds = matcher.group(3) == null ? 0 : Long.parseLong(matcher.group(3));
        return seconds > SECONDS_MAX
                ? Optional.empty()
                : Optional.of(new OfflineDefault(isQueued ? Recall.LEFT : Recall.NONE, Duration.ofSeconds(seconds)));
    }
}
