package dev.cairn.gateway.s3;

import dev.cairn.gateway.s3.wire.S3Error;
import dev.cairn.gateway.s3.wire.S3Exception;
import dev.cairn.gateway.s3.wire.XmlWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Errors as S3 tells them: status, headers, and a document unless the request was HEAD. */
final class ErrorAnswer {

    private ErrorAnswer() {}

    /** @param rawPath what the request was about */
    static void send(
            HttpServletRequest request,
            HttpServletResponse response,
            S3Exception failure,
            String rawPath,
            Identity identity)
            throws IOException {
        response.setStatus(failure.error().status());
        failure.headers().forEach(response::setHeader);
        if (request.getMethod().equals("HEAD")) {
            return;
        }
        byte[] document = document(failure, rawPath, identity).toByteArray();
        response.setContentType("application/xml");
        response.setContentLength(document.length);
        response.getOutputStream().write(document);
    }

    /** By what people find a request in logs. */
    record Identity(String requestId, String hostId) {

        void describe(HttpServletResponse response) {
            response.setHeader("x-amz-request-id", requestId);
            response.setHeader("x-amz-id-2", hostId);
        }
    }

    static XmlWriter document(S3Exception failure, String rawPath, Identity identity) {
        XmlWriter document = new XmlWriter()
                .open("Error")
                .element("Code", failure.error().code())
                .element("Message", failure.getMessage());
        failure.details().forEach(document::element);
        return document.element("Resource", rawPath)
                .element("RequestId", identity.requestId())
                .element("HostId", identity.hostId())
                .close("Error");
    }

    /** What to say when the connector itself refused a request. */
    static S3Exception ofStatus(int status) {
        S3Error error = switch (status) {
            case 404 -> S3Error.NO_SUCH_KEY;
            case 405 -> S3Error.METHOD_NOT_ALLOWED;
            case 411 -> S3Error.MISSING_CONTENT_LENGTH;
            case 501 -> S3Error.NOT_IMPLEMENTED;
            case 503 -> S3Error.SERVICE_UNAVAILABLE;
            default -> status < 500 ? S3Error.INVALID_REQUEST : S3Error.INTERNAL_ERROR;
        };
        return new S3Exception(error);
    }
}
