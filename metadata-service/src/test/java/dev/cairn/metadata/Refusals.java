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

    static CairnException refused(ErrorCode code, ThrowingCallable call) {
        CairnException refusal = Assertions.catchThrowableOfType(CairnException.class, call);
        Assertions.assertThat(refusal).as("refused").isNotNull();
        Assertions.assertThat(refusal.code()).as(refusal.getMessage()).isEqualTo(code);
        return refusal;
    }
}
