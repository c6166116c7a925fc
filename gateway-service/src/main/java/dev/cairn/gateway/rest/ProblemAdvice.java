package dev.cairn.gateway.rest;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Turns every failure of a request into a problem. When the answer has begun already, the failure goes on to the
 * container, which breaks the connection off, so that a client never takes a part for the whole.
 */
@RestControllerAdvice
final class ProblemAdvice {

    /** Seconds after which a client should ask again when the services are busy or failing over. */
    private static final String RETRY_AFTER = "1";
    /** Seconds after which a client should ask again for data that comes from the archive. */
    private static final String RETRY_OFFLINE_AFTER = "60";

    private static final List<String> KEPT_HEADERS =
            List.of(RequestIdFilter.HEADER, HttpHeaders.WWW_AUTHENTICATE, HttpHeaders.CONTENT_RANGE, HttpHeaders.ALLOW);

    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

    @ExceptionHandler
    ResponseEntity<Problem> refused(CairnException e, HttpServletRequest request, HttpServletResponse response) {
        rethrowIfBegun(e, response);
        Problem problem = Problem.of(e, RequestIdFilter.requestId(request));
        if (problem.status() == HttpStatus.INTERNAL_SERVER_ERROR.value()) {
            LOG.atError()
                    .addKeyValue("code", e.code())
                    .addKeyValue("reason", e.reason())
                    .setCause(e)
                    .log("request failed");
        }
        return answer(problem, response);
    }

    @ExceptionHandler
    ResponseEntity<Problem> refused(ProblemException e, HttpServletResponse response) {
        rethrowIfBegun(e, response);
        return answer(e.problem(), response);
    }

    @ExceptionHandler
    ResponseEntity<Problem> unreadable(
            HttpMessageNotReadableException e, HttpServletRequest request, HttpServletResponse response) {
        Throwable cause = e.getMostSpecificCause();
        CairnException refused = cause instanceof CairnException known
                ? known
                : new CairnException(ErrorCode.EINVAL, "json", "the body is not what is expected: " + firstLine(cause));
        return answer(Problem.of(refused, RequestIdFilter.requestId(request)), response);
    }

    /** Reading the body or writing the answer failed: the client went away or sent what is not HTTP. */
    @ExceptionHandler
    ResponseEntity<Problem> broken(IOException e, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (response.isCommitted()) {
            throw e;
        }
        CairnException refused = new CairnException(ErrorCode.EINVAL, "body", "the body could not be read");
        return answer(Problem.of(refused, RequestIdFilter.requestId(request)), response);
    }

    @ExceptionHandler
    ResponseEntity<Problem> failed(Exception e, HttpServletRequest request, HttpServletResponse response)
            throws Exception {
        if (response.isCommitted()) {
            throw e;
        }
        String requestId = RequestIdFilter.requestId(request);
        if (e instanceof ErrorResponse known && known.getStatusCode().is4xxClientError()) {
            HttpStatus status = HttpStatus.valueOf(known.getStatusCode().value());
            known.getHeaders().forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
            return answer(ofSpring(e, known, status).withRequestId(requestId), response);
        }
        LOG.atError().setCause(e).log("request failed");
        return answer(
                Problem.of(
                        HttpStatus.INTERNAL_SERVER_ERROR,
                        EdgeCode.INTERNAL.name(),
                        "",
                        "the gateway failed; its log says more under this request id",
                        requestId),
                response);
    }

    static String retryAfter(Problem problem) {
        return problem.code().equals(ErrorCode.OFFLINE.name()) ? RETRY_OFFLINE_AFTER : RETRY_AFTER;
    }

    private static Problem ofSpring(Exception e, ErrorResponse known, HttpStatus status) {
        String detail = String.valueOf(known.getBody().getDetail());
        String code = switch (e) {
            case HttpRequestMethodNotSupportedException method -> EdgeCode.METHOD_NOT_ALLOWED.name();
            case HttpMediaTypeNotSupportedException type -> EdgeCode.UNSUPPORTED_MEDIA_TYPE.name();
            case HttpMediaTypeNotAcceptableException type -> EdgeCode.NOT_ACCEPTABLE.name();
            default -> ErrorCode.EINVAL.name();
        };
        String reason = code.equals(ErrorCode.EINVAL.name()) ? "parameter" : "";
        return Problem.of(status, code, reason, detail, null);
    }

    private static void rethrowIfBegun(RuntimeException e, HttpServletResponse response) {
        if (response.isCommitted()) {
            throw e;
        }
    }

    private static ResponseEntity<Problem> answer(Problem problem, HttpServletResponse response) {
        forgetAnswer(response);
        ResponseEntity.BodyBuilder answer =
                ResponseEntity.status(problem.status()).contentType(MediaType.parseMediaType(Problem.MEDIA_TYPE));
        if (problem.status() == HttpStatus.SERVICE_UNAVAILABLE.value()) {
            answer.header(HttpHeaders.RETRY_AFTER, retryAfter(problem));
        }
        return answer.body(problem);
    }

    /** Length, tag and type of the file that was meant do not belong to the problem. */
    private static void forgetAnswer(HttpServletResponse response) {
        Map<String, String> kept = new LinkedHashMap<>();
        for (String name : KEPT_HEADERS) {
            String value = response.getHeader(name);
            if (value != null) {
                kept.put(name, value);
            }
        }
        response.reset();
        kept.forEach(response::setHeader);
    }

    private static String firstLine(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return message.lines().findFirst().orElse("");
    }
}
