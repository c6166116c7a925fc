package dev.cairn.gateway.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.cairn.kernel.CairnException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * What went wrong, in the form of RFC 9457.
 *
 * @param type a name for the code
 * @param title the status in words
 * @param detail for people; may change
 * @param code for programs: an error code of the services or of {@link EdgeCode}; stable
 * @param reason tells conditions of one code apart; stable
 * @param requestId what to quote when asking about it
 * @param dataVersion the version in place, when another one was expected
 * @param firstMissingBlock the block to be staged first, when data is offline
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Problem(
        String type,
        String title,
        int status,
        String detail,
        String code,
        @Nullable String reason,
        @Nullable String requestId,
        @Nullable String dataVersion,
        @Nullable String firstMissingBlock) {

    static final String MEDIA_TYPE = "application/problem+json";

    static Problem of(CairnException e, @Nullable String requestId) {
        return of(ProblemStatus.of(e), e.code().name(), e.reason(), e.getMessage(), requestId);
    }

    static Problem of(HttpStatus status, String code, String reason, String detail, @Nullable String requestId) {
        return new Problem(
                "urn:cairn:problem:" + code.toLowerCase(Locale.ROOT).replace('_', '-'),
                status.getReasonPhrase(),
                status.value(),
                detail,
                code,
                reason.isEmpty() ? null : reason,
                requestId,
                null,
                null);
    }

    Problem withRequestId(@Nullable String id) {
        return new Problem(type, title, status, detail, code, reason, id, dataVersion, firstMissingBlock);
    }

    Problem withDataVersion(String version) {
        return new Problem(type, title, status, detail, code, reason, requestId, version, firstMissingBlock);
    }

    Problem withFirstMissingBlock(String block) {
        return new Problem(type, title, status, detail, code, reason, requestId, dataVersion, block);
    }
}
