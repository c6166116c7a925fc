package dev.cairn.system;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signature version 4 by hand, so that any request can be signed, also one that no client library would send. */
record SigV4(String accessKey, String secretKey) {

    static final String UNSIGNED = "UNSIGNED-PAYLOAD";

    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /**
     * The headers with those added that sign them all.
     *
     * @param path as it is sent
     * @param query as it is sent, names and values encoded
     * @param headers lower case, host among them; the payload is unsigned unless {@code x-amz-content-sha256} says more
     */
    Map<String, String> sign(String method, String path, String query, Map<String, String> headers, Instant at) {
        Map<String, String> all = new TreeMap<>(headers);
        all.putIfAbsent("x-amz-content-sha256", UNSIGNED);
        all.put("x-amz-date", TIME.format(at));
        String signedNames = String.join(";", all.keySet());
        String canonical = canonical(method, path, query, all, all.getOrDefault("x-amz-content-sha256", UNSIGNED));
        all.put(
                "authorization",
                ALGORITHM + " Credential=" + accessKey + "/" + scope(at) + ", SignedHeaders=" + signedNames
                        + ", Signature=" + signature(canonical, at));
        return all;
    }

    /** The query that lets anybody send one request, for a while. */
    String presign(String method, String path, String host, Instant at, Duration validFor) {
        Map<String, String> parameters = new TreeMap<>(Map.of(
                "X-Amz-Algorithm",
                ALGORITHM,
                "X-Amz-Credential",
                accessKey + "/" + scope(at),
                "X-Amz-Date",
                TIME.format(at),
                "X-Amz-Expires",
                Long.toString(validFor.toSeconds()),
                "X-Amz-SignedHeaders",
                "host"));
        String query = parameters.entrySet().stream()
                .map(it -> it.getKey() + "=" + URLEncoder.encode(it.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return query + "&X-Amz-Signature="
                + signature(canonical(method, path, query, Map.of("host", host), UNSIGNED), at);
    }

    private static String canonical(
            String method, String path, String query, Map<String, String> headers, String payload) {
        String sortedQuery = Arrays.stream(query.split("&"))
                .filter(parameter -> !parameter.isEmpty())
                .map(parameter -> parameter.contains("=") ? parameter : parameter + "=")
                .sorted()
                .collect(Collectors.joining("&"));
        String headerLines = headers.entrySet().stream()
                .map(header -> header.getKey() + ":" + header.getValue() + "\n")
                .collect(Collectors.joining());
        return String.join("\n", method, path, sortedQuery, headerLines, String.join(";", headers.keySet()), payload);
    }

    private String signature(String canonical, Instant at) {
        String toSign = String.join("\n", ALGORITHM, TIME.format(at), scope(at), hexSha256(bytes(canonical)));
        byte[] key = bytes("AWS4" + secretKey);
        for (String step : scope(at).split("/", -1)) {
            key = hmac(key, step);
        }
        return HexFormat.of().formatHex(hmac(key, toSign));
    }

    private static String scope(Instant at) {
        return TIME.format(at).substring(0, 8) + "/us-east-1/s3/aws4_request";
    }

    static String hexSha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(bytes(text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
