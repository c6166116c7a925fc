package dev.cairn.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Short forms for calls that must be refused. */
final class Refusals {

    private Refusals() {}

    static CairnException refused(ErrorCode code, ThrowingCallable call) {
        CairnException refusal = catchThrowableOfType(CairnException.class, call);
        assertThat(refusal).as("refused").isNotNull();
        assertThat(refusal.code()).as(refusal.getMessage()).isEqualTo(code);
        return refusal;
    }
}
