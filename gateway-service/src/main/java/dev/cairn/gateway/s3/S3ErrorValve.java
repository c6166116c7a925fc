package dev.cairn.gateway.s3;

import dev.cairn.gateway.s3.wire.S3Exception;
import java.io.IOException;
import java.util.UUID;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;

/** Says in the words of S3 what the connector refused, before the servlet saw it or while it read the body. */
final class S3ErrorValve extends ErrorReportValve {

    /** The request attribute with the {@link Refusal} of the servlet, if it got that far. */
    static final String REFUSAL = "dev.cairn.gateway.s3.refusal";

    private final String hostId;

    S3ErrorValve(String hostId) {
        this.hostId = hostId;
    }

    /** What the servlet would have answered. */
    record Refusal(S3Exception failure, String rawPath, ErrorAnswer.Identity identity) {}

    @Override
    protected void report(Request request, Response response, Throwable failure) {
        if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        Refusal refusal =
                request.getAttribute(REFUSAL) instanceof Refusal known ? known : unknown(request, response.getStatus());
        refusal.identity().describe(response.getResponse());
        try {
            ErrorAnswer.send(
                    request.getRequest(),
                    response.getResponse(),
                    refusal.failure(),
                    refusal.rawPath(),
                    refusal.identity());
            response.finishResponse();
        } catch (IOException | IllegalStateException e) {
            // The client is gone, or the answer had begun; there is nobody to tell.
        }
    }

    private Refusal unknown(Request request, int status) {
        return new Refusal(
                ErrorAnswer.ofStatus(status),
                request.getRequestURI(),
                new ErrorAnswer.Identity(UUID.randomUUID().toString(), hostId));
    }
}
