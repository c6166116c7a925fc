package dev.cairn.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.Condition;
import dev.cairn.api.metadata.ContentId;
import dev.cairn.api.metadata.FileType;
import dev.cairn.api.metadata.RestoreState;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;

/** Conditional headers against a file in version 5, changed at 12:00:00.5. */
class PreconditionsTest {

    private static final Instant MTIME = Instant.parse("2026-07-01T12:00:00.5Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "If-Match | \"5\" | SEND",
                "If-Match | * | SEND",
                "If-Match | \"4\", \"5\" | SEND",
                "If-Match | \"4\" | FAILED",
                "If-Match | W/\"5\" | FAILED",
                "If-Match | 5 | FAILED",
                "If-None-Match | \"5\" | NOT_MODIFIED",
                "If-None-Match | W/\"5\" | NOT_MODIFIED",
                "If-None-Match | * | NOT_MODIFIED",
                "If-None-Match | \"4\",\"6\" | SEND",
                "If-Modified-Since | Wed, 01 Jul 2026 12:00:00 GMT | NOT_MODIFIED",
                "If-Modified-Since | Wed, 01 Jul 2026 11:59:59 GMT | SEND",
                "If-Modified-Since | tomorrow | SEND",
                "If-Unmodified-Since | Wed, 01 Jul 2026 12:00:00 GMT | SEND",
                "If-Unmodified-Since | Wed, 01 Jul 2026 11:59:59 GMT | FAILED",
                "If-Unmodified-Since | yesterday | SEND"
            })
    void reads(String header, String value, Preconditions.Verdict verdict) {
        assertThat(new Preconditions(request(header, value)).ofRead(file())).isEqualTo(verdict);
    }

    @Test
    void tagsWinOverTimes() {
        MockHttpServletRequest request = request("If-None-Match", "\"4\"");
        request.addHeader("If-Modified-Since", "Wed, 01 Jul 2026 12:00:00 GMT");
        assertThat(new Preconditions(request).ofRead(file())).isEqualTo(Preconditions.Verdict.SEND);
    }

    @Test
    void ranges() {
        assertThat(new Preconditions(request("If-Range", "\"5\"")).isRangeGoodFor(file()))
                .isTrue();
        assertThat(new Preconditions(request("If-Range", "\"4\"")).isRangeGoodFor(file()))
                .isFalse();
        assertThat(new Preconditions(request("If-Range", "W/\"5\"")).isRangeGoodFor(file()))
                .isFalse();
        assertThat(new Preconditions(request("Range", "bytes=0-")).isRangeGoodFor(file()))
                .isTrue();
    }

    @Test
    void changes() {
        assertThat(new Preconditions(request("X", "")).ofChange()).isEqualTo(Condition.ALWAYS);
        assertThat(new Preconditions(request("If-Match", "*")).ofChange()).isEqualTo(new Condition.Present());
        assertThat(new Preconditions(request("If-None-Match", "*")).ofChange()).isEqualTo(new Condition.Absent());
        assertThat(new Preconditions(request("If-Match", "\"18446744073709551615\"")).ofChange())
                .isEqualTo(new Condition.DataVersionIs(-1));
        for (String tags :
                new String[] {"\"4\", \"5\"", "W/\"5\"", "\"x\"", "5", "\"-1\"", "\"18446744073709551616\""}) {
            assertThatExceptionOfType(CairnException.class)
                    .as(tags)
                    .isThrownBy(() -> new Preconditions(request("If-Match", tags)).ofChange())
                    .matches(e -> e.code() == ErrorCode.EINVAL);
        }
    }

    private static MockHttpServletRequest request(String header, String value) {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/");
        request.addHeader(header, value);
        return request;
    }

    private static Attributes file() {
        return new Attributes(
                new InodeNumber(1_024),
                FileType.REGULAR,
                0644,
                1,
                0,
                0,
                10,
                MTIME,
                MTIME,
                MTIME,
                MTIME,
                7,
                7,
                5,
                1,
                0,
                ContentId.NONE,
                Bytes.EMPTY,
                RestoreState.NONE,
                Attributes.Origin.EXPLICIT,
                0,
                false,
                0);
    }
}
