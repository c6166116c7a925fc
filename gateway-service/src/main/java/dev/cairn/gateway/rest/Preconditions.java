package dev.cairn.gateway.rest;

import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.Condition;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** The conditional headers of a request (RFC 9110, section 13). The entity tag of a file is its data_version. */
final class Preconditions {

    /** What a conditional read comes to. */
    enum Verdict {
        SEND,
        NOT_MODIFIED,
        FAILED
    }

    private final HttpServletRequest request;
    private final Optional<EntityTags> ifMatch;
    private final Optional<EntityTags> ifNoneMatch;

    Preconditions(HttpServletRequest request) {
        this.request = request;
        this.ifMatch = EntityTags.parse(request.getHeader(HttpHeaders.IF_MATCH));
        this.ifNoneMatch = EntityTags.parse(request.getHeader(HttpHeaders.IF_NONE_MATCH));
    }

    /** In the order of section 13.2.2. */
    Verdict ofRead(Attributes file) {
        long mtimeSeconds = file.mtime().getEpochSecond();
        if (ifMatch.isPresent()) {
            if (!ifMatch.get().matchesStrongly(file.dataVersion())) {
                return Verdict.FAILED;
            }
        } else if (mtimeSeconds > dateSeconds(HttpHeaders.IF_UNMODIFIED_SINCE, Long.MAX_VALUE)) {
            return Verdict.FAILED;
        }
        if (ifNoneMatch.isPresent()) {
            return ifNoneMatch.get().matchesWeakly(file.dataVersion()) ? Verdict.NOT_MODIFIED : Verdict.SEND;
        }
        return mtimeSeconds <= dateSeconds(HttpHeaders.IF_MODIFIED_SINCE, Long.MIN_VALUE)
                ? Verdict.NOT_MODIFIED
                : Verdict.SEND;
    }

    /** Whether a Range header counts for this version of the file. */
    boolean isRangeGoodFor(Attributes file) {
        String ifRange = request.getHeader(HttpHeaders.IF_RANGE);
        return ifRange == null || ifRange.strip().equals(EntityTags.header(file.dataVersion()));
    }

    /**
     * The condition of a change: If-Match with one tag or {@code *}, or If-None-Match with {@code *}.
     *
     * @throws CairnException {@link ErrorCode#EINVAL}, reason {@code condition}, for what cannot be checked with the change
     */
    Condition ofChange() {
        if (ifMatch.isPresent() && ifNoneMatch.isPresent()) {
            throw unsupported("If-Match and If-None-Match exclude each other");
        }
        if (ifNoneMatch.isPresent()) {
            if (!ifNoneMatch.get().isAny()) {
                throw unsupported("If-None-Match of a change must be *");
            }
            return new Condition.Absent();
        }
        if (ifMatch.isEmpty()) {
            return Condition.ALWAYS;
        }
        return ifMatch.get().isAny() ? new Condition.Present() : new Condition.DataVersionIs(oneVersion(ifMatch.get()));
    }

    /**
     * The data_version that an archive call must carry, as If-Match or as a query parameter.
     *
     * @throws CairnException {@link ErrorCode#EINVAL} if there is none
     */
    long dataVersion(@Nullable String parameter) {
        if (parameter != null) {
            return Parameters.unsigned("dataVersion", parameter);
        }
        if (ifMatch.isEmpty() || ifMatch.get().isAny()) {
            throw unsupported("the data_version must be given as If-Match or as dataVersion");
        }
        return oneVersion(ifMatch.get());
    }

    /** @throws CairnException {@link ErrorCode#EINVAL}, reason {@code condition}, if there is a condition on the version */
    void requireNone() {
        if (ifMatch.isPresent() || ifNoneMatch.isPresent()) {
            throw unsupported("this change takes no condition");
        }
    }

    private static long oneVersion(EntityTags tags) {
        if (tags.strong().size() != 1 || !tags.weak().isEmpty()) {
            throw unsupported("If-Match of a change must hold one strong tag");
        }
        return Parameters.unsigned("If-Match", tags.strong().getFirst());
    }

    private long dateSeconds(String header, long otherwise) {
        try {
            long millis = request.getDateHeader(header);
            return millis < 0 ? otherwise : millis / 1_000;
        } catch (IllegalArgumentException notADate) {
            return otherwise;
        }
    }

    private static CairnException unsupported(String message) {
        return new CairnException(ErrorCode.EINVAL, "condition", message);
    }
}
