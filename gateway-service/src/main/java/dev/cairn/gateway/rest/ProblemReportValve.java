package dev.cairn.gateway.rest;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * Requests that Tomcat refuses before any servlet sees them, such as a path that climbs above the root, get a problem
 * instead of a page. Tomcat makes it by the name of the class.
 */
public final class ProblemReportValve extends ErrorReportValve {

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        int code = response.getStatus();
        if (code < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        HttpStatus known = HttpStatus.resolve(code);
        HttpStatus status = known == null ? HttpStatus.BAD_REQUEST : known;
        String edgeCode = (status.is5xxServerError() ? EdgeCode.INTERNAL : EdgeCode.BAD_REQUEST).name();
        Problem problem =
                Problem.of(status, edgeCode, "", "the request is not well-formed or names an impossible path", null);
        response.setContentType(Problem.MEDIA_TYPE);
        response.setCharacterEncoding(StandardCharsets.UTF_8);
        try {
            Writer writer = response.getReporter();
            if (writer != null) {
                // No text in it comes from the request, so nothing needs escaping.
                writer.write("{\"type\":\"%s\",\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\",\"code\":\"%s\"}"
                        .formatted(problem.type(), problem.title(), code, problem.detail(), problem.code()));
                response.finishResponse();
            }
        } catch (IOException clientIsGone) {
            getContainer().getLogger().debug("an error report did not reach the client", clientIsGone);
        }
    }
}
