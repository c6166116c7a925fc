package dev.cairn.gateway.s3.signature;

import dev.cairn.gateway.s3.wire.PercentCoding;
import dev.cairn.gateway.s3.wire.QueryParameters;
import dev.cairn.gateway.s3.wire.RequestHead;
import dev.cairn.kernel.Bytes;
import java.util.List;
import java.util.stream.Collectors;

/** The text of a request that its signature covers; each character stands for one byte. */
final class CanonicalRequest {

    private static final Bytes SIGNATURE = Bytes.utf8("X-Amz-Signature");

    private CanonicalRequest() {}

    /** @param canonicalPath the encoded path, see {@link #paths} */
    static String of(RequestHead head, String canonicalPath, List<String> signedHeaders, String payloadHash) {
        StringBuilder text = new StringBuilder(512)
                .append(head.method())
                .append('\n')
                .append(canonicalPath)
                .append('\n')
                .append(query(head.query()))
                .append('\n');
        for (String name : signedHeaders) {
            text.append(name).append(':').append(value(head, name)).append('\n');
        }
        return text.append('\n')
                .append(String.join(";", signedHeaders))
                .append('\n')
                .append(payloadHash)
                .toString();
    }

    /**
     * The forms of the path that a client may have signed: encoded as the specification says, and, where it differs, as it
     * was sent. Both stand for the same key, so accepting either gives nothing away.
     */
    static List<String> paths(RequestHead head) {
        String encoded = PercentCoding.encodePath(PercentCoding.decodePath(head.rawPath()));
        return encoded.equals(head.rawPath()) ? List.of(encoded) : List.of(encoded, head.rawPath());
    }

    private static String query(QueryParameters query) {
        return query.all().stream()
                .filter(parameter -> !parameter.name().equals(SIGNATURE))
                .map(parameter ->
                        new Encoded(PercentCoding.encode(parameter.name()), PercentCoding.encode(parameter.value())))
                .sorted()
                .map(Encoded::pair)
                .collect(Collectors.joining("&"));
    }

    private record Encoded(String name, String value) implements Comparable<Encoded> {

        String pair() {
            return name + "=" + value;
        }

        @Override
        public int compareTo(Encoded other) {
            int byName = name.compareTo(other.name);
            return byName != 0 ? byName : value.compareTo(other.value);
        }
    }

    private static String value(RequestHead head, String name) {
        return head.headers().all(name).stream()
                .map(value -> value.strip().replaceAll("[ \t]+", " "))
                .collect(Collectors.joining(","));
    }
}
