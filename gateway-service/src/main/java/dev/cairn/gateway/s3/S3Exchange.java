package dev.cairn.gateway.s3;

import dev.cairn.gateway.data.Calls;
import dev.cairn.gateway.s3.body.ChecksumAlgorithm;
import dev.cairn.gateway.s3.body.RequestBody;
import dev.cairn.gateway.s3.signature.Payload;
import dev.cairn.gateway.s3.wire.Headers;
import dev.cairn.gateway.s3.wire.QueryParameters;
import dev.cairn.gateway.s3.wire.RequestHead;
import dev.cairn.gateway.s3.wire.S3Error;
import dev.cairn.gateway.s3.wire.S3Exception;
import dev.cairn.gateway.s3.wire.XmlWriter;
import dev.cairn.kernel.Bytes;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request of an authenticated client and its answer. Used by one thread. */
final class S3Exchange {

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final RequestHead head;
    private final S3Address address;
    private final Payload payload;
    private final Calls calls;

    private @Nullable RequestBody body;
    private long bytesOut;

    S3Exchange(
            HttpServletRequest request,
            HttpServletResponse response,
            RequestHead head,
            S3Address address,
            Payload payload,
            Calls calls) {
        this.request = request;
        this.response = response;
        this.head = head;
        this.address = address;
        this.payload = payload;
        this.calls = calls;
    }

    RequestHead head() {
        return head;
    }

    Headers headers() {
        return head.headers();
    }

    QueryParameters query() {
        return head.query();
    }

    Bytes bucket() {
        return address.bucket();
    }

    /** @throws S3Exception {@link S3Error#KEY_TOO_LONG} */
    ObjectName object() {
        return ObjectName.of(address.key());
    }

    Calls calls() {
        return calls;
    }

    HttpServletRequest request() {
        return request;
    }

    HttpServletResponse response() {
        return response;
    }

    long bytesIn() {
        return body == null ? 0 : body.count();
    }

    long bytesOut() {
        return bytesOut;
    }

    void sent(long bytes) {
        bytesOut += bytes;
    }

    /** The data of an object; to be asked for once, and read to the end. */
    RequestBody data(Optional<ChecksumAlgorithm> fallback) throws IOException {
        RequestBody opened = RequestBody.open(
                request.getInputStream(),
                request.getContentLengthLong(),
                headers(),
                payload,
                RequestBody.Use.OBJECT,
                fallback);
        if (opened.length() > S3Limits.BODY_BYTES_MAX) {
            throw new S3Exception(S3Error.ENTITY_TOO_LARGE)
                    .detail("ProposedSize", Long.toString(opened.length()))
                    .detail("MaxSizeAllowed", Long.toString(S3Limits.BODY_BYTES_MAX));
        }
        body = opened;
        return opened;
    }

    /** The whole body as a document, verified; empty if there is none. */
    byte[] document(int bytesMax) throws IOException {
        RequestBody opened = RequestBody.open(
                request.getInputStream(),
                request.getContentLengthLong(),
                headers(),
                payload,
                RequestBody.Use.DOCUMENT,
                Optional.empty());
        body = opened;
        if (opened.length() > bytesMax) {
            throw tooLarge(bytesMax);
        }
        byte[] document;
        try {
            document = opened.readNBytes(bytesMax + 1);
        } catch (IOException e) {
            throw opened.refusal().orElseThrow(() -> new S3Exception(S3Error.INCOMPLETE_BODY, "", e));
        }
        if (document.length > bytesMax) {
            throw tooLarge(bytesMax);
        }
        opened.verify();
        return document;
    }

    private static S3Exception tooLarge(int bytesMax) {
        return new S3Exception(S3Error.MALFORMED_XML, "The document is larger than " + bytesMax + " bytes.");
    }

    void header(String name, String value) {
        response.setHeader(name, value);
    }

    /** Answers without a body. */
    void empty(int status) {
        response.setStatus(status);
        if (status != HttpServletResponse.SC_NO_CONTENT && status != HttpServletResponse.SC_NOT_MODIFIED) {
            response.setContentLength(0);
        }
    }

    void document(XmlWriter document) throws IOException {
        document(HttpServletResponse.SC_OK, document);
    }

    void document(int status, XmlWriter document) throws IOException {
        byte[] bytes = document.toByteArray();
        response.setStatus(status);
        response.setContentType("application/xml");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    /** A parameter that must be a number from {@code least} to {@code most}. */
    int number(String parameter, int absent, int least, int most) {
        Optional<String> text = query().text(parameter).filter(value -> !value.isEmpty());
        if (text.isEmpty()) {
            return absent;
        }
        try {
            int number = Integer.parseInt(text.get());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Refused below, like a number out of bounds.
        }
        throw new S3Exception(
                        S3Error.INVALID_ARGUMENT, parameter + " must be an integer between " + least + " and " + most)
                .detail("ArgumentName", parameter)
                .detail("ArgumentValue", text.get());
    }
}
