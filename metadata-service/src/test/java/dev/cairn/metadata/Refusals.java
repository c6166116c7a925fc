package dev.cairn.metadata;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What a call is refused with. */
final class Refusals {

    private Refusals() {}

    static void refused(ErrorCode code, String reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CairnException.class,
                        e -> Assertions.assertThat(e.code() + " " + e.reason())
                                .as(e.getMessage())
                                .isEqualTo(code + " " + reason));
    }

    static void refused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CairnException.class,
                        e -> Assertions.assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
    }
}
