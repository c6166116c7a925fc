package dev.cairn.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.kernel.ErrorCode;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The table of the reference, section 3, and what is built on it. */
class ProblemStatusTest {

    @Test
    void theTable() {
        Map<ErrorCode, Integer> statuses = new EnumMap<>(ErrorCode.class);
        for (ErrorCode code : ErrorCode.values()) {
            statuses.put(code, ProblemStatus.of(code, "").value());
        }
        assertThat(statuses)
                .containsEntry(ErrorCode.EPERM, 403)
                .containsEntry(ErrorCode.EACCES, 403)
                .containsEntry(ErrorCode.ENOENT, 404)
                .containsEntry(ErrorCode.ENODATA, 404)
                .containsEntry(ErrorCode.EEXIST, 409)
                .containsEntry(ErrorCode.ENOTEMPTY, 409)
                .containsEntry(ErrorCode.ENOTDIR, 409)
                .containsEntry(ErrorCode.EISDIR, 409)
                .containsEntry(ErrorCode.EXDEV, 409)
                .containsEntry(ErrorCode.EMLINK, 409)
                .containsEntry(ErrorCode.EMFILE, 429)
                .containsEntry(ErrorCode.EBUSY, 409)
                .containsEntry(ErrorCode.ESTALE, 409)
                .containsEntry(ErrorCode.EINVAL, 400)
                .containsEntry(ErrorCode.EOVERFLOW, 400)
                .containsEntry(ErrorCode.ERANGE, 400)
                .containsEntry(ErrorCode.E2BIG, 413)
                .containsEntry(ErrorCode.ENAMETOOLONG, 400)
                .containsEntry(ErrorCode.EBADF, 403)
                .containsEntry(ErrorCode.ENOTTY, 405)
                .containsEntry(ErrorCode.EOPNOTSUPP, 501)
                .containsEntry(ErrorCode.EDQUOT, 507)
                .containsEntry(ErrorCode.ENOSPC, 507)
                .containsEntry(ErrorCode.EFBIG, 413)
                .containsEntry(ErrorCode.ELOOP, 503)
                .containsEntry(ErrorCode.EIO, 500)
                .containsEntry(ErrorCode.EROFS, 403)
                .containsEntry(ErrorCode.OFFLINE, 503)
                .containsEntry(ErrorCode.PRECONDITION_FAILED, 412)
                .containsEntry(ErrorCode.CORRUPT, 500);
    }

    @ParameterizedTest
    @CsvSource({
        "EPERM, retention, 423",
        "ENODATA, offline, 409",
        "ESTALE, data-version, 412",
        "ESTALE, handle, 410",
        "ESTALE, segment, 503",
        "EINVAL, state, 409",
        "EIO, injected, 502",
        "EIO, short-body, 400"
    })
    void reasonsThatMatter(ErrorCode code, String reason, int status) {
        assertThat(ProblemStatus.of(code, reason).value()).isEqualTo(status);
    }

    @ParameterizedTest
    @EnumSource
    void whatMayHelpToRepeatIsUnavailable(ErrorCode code) {
        if (code.isRetryable() || code == ErrorCode.DEADLINE_EXCEEDED) {
            assertThat(ProblemStatus.of(code, "").value()).isEqualTo(503);
        }
    }
}
