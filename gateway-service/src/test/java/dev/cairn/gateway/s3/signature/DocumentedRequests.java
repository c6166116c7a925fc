package dev.cairn.gateway.s3.signature;

import dev.cairn.api.Caller;
import dev.cairn.gateway.auth.AccessKey;
import dev.cairn.gateway.s3.wire.Headers;
import dev.cairn.gateway.s3.wire.QueryParameters;
import dev.cairn.gateway.s3.wire.RequestHead;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The key, the time and the requests of the examples in Amazon's documentation of the signature. */
public final class DocumentedRequests {

    public static final AccessKey KEY =
            new AccessKey("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", Caller.system());
    public static final Instant TIME = Instant.parse("2013-05-24T00:00:00Z");
    public static final String NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private static final String SCOPE = "AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request";

    private DocumentedRequests() {}

    static RequestHead signed(
            String method,
            String path,
            String query,
            Map<String, String> headers,
            String signedHeaders,
            String signature) {
        Map<String, String> all = new HashMap<>(headers);
        all.put(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=" + SCOPE + ",SignedHeaders=" + signedHeaders + ",Signature=" + signature);
        return head(method, path, query, all);
    }

    static RequestHead head(String method, String path, String query, Map<String, String> headers) {
        Map<String, List<String>> lists = new HashMap<>();
        headers.forEach((name, value) -> lists.put(name, List.of(value)));
        return new RequestHead(method, path, QueryParameters.parse(query), new Headers(lists));
    }

    /** The example of a streamed upload. */
    public static RequestHead chunkedUpload() {
        return signed(
                "PUT",
                "/examplebucket/chunkObject.txt",
                "",
                Map.of(
                        "Host", "s3.amazonaws.com",
                        "x-amz-date", "20130524T000000Z",
                        "x-amz-storage-class", "REDUCED_REDUNDANCY",
                        "x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
                        "Content-Encoding", "aws-chunked",
                        "x-amz-decoded-content-length", "66560",
                        "Content-Length", "66824"),
                "content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;"
                        + "x-amz-storage-class",
                "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9");
    }

    /** The example of a streamed upload with a trailer. */
    public static RequestHead chunkedUploadWithTrailer() {
        return signed(
                "PUT",
                "/examplebucket/chunkObject.txt",
                "",
                Map.of(
                        "Host", "s3.amazonaws.com",
                        "x-amz-date", "20130524T000000Z",
                        "x-amz-storage-class", "REDUCED_REDUNDANCY",
                        "x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
                        "Content-Encoding", "aws-chunked",
                        "x-amz-decoded-content-length", "66560",
                        "x-amz-trailer", "x-amz-checksum-crc32c"),
                "content-encoding;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;"
                        + "x-amz-storage-class;x-amz-trailer",
                "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e");
    }
}
