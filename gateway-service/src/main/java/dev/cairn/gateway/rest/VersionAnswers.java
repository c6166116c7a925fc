package dev.cairn.gateway.rest;

import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.Namespace;
import dev.cairn.gateway.data.Calls;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import java.util.concurrent.Callable;

/** Adds the version in place to the answer of a change that expected another one (D-19). */
final class VersionAnswers {

    private final Namespace namespace;

    VersionAnswers(Namespace namespace) {
        this.namespace = namespace;
    }

    /** Runs {@code change}; a mismatch of the version comes out as a problem that names the one in place. */
    <R> R with(Calls calls, FileRef file, HttpServletRequest request, Callable<R> change) throws Exception {
        try {
            return change.call();
        } catch (CairnException e) {
            if (!isMismatch(e)) {
                throw e;
            }
            throw new ProblemException(describe(calls, file, e, request), e);
        }
    }

    private Problem describe(Calls calls, FileRef file, CairnException mismatch, HttpServletRequest request) {
        Problem problem = Problem.of(mismatch, RequestIdFilter.requestId(request));
        try {
            long version = namespace
                    .lookup(calls.reading(), file, Set.of())
                    .attributes()
                    .dataVersion();
            return problem.withDataVersion(Long.toUnsignedString(version));
        } catch (CairnException unknown) {
            // There may be no file at all; the mismatch is the answer either way.
            return problem;
        }
    }

    private static boolean isMismatch(CairnException e) {
        return e.code() == ErrorCode.PRECONDITION_FAILED
                || (e.code() == ErrorCode.ESTALE && e.reason().equals("data-version"));
    }
}
