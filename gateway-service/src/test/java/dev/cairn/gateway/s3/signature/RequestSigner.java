package dev.cairn.gateway.s3.signature;

import dev.cairn.gateway.auth.AccessKey;
import dev.cairn.gateway.s3.wire.Headers;
import dev.cairn.gateway.s3.wire.HttpDates;
import dev.cairn.gateway.s3.wire.QueryParameters;
import dev.cairn.gateway.s3.wire.RequestHead;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Signs requests as a client does, for tests of the endpoint. */
public final class RequestSigner {

    private final AccessKey key;

    public RequestSigner(AccessKey key) {
        this.key = key;
    }

    /** The headers with those added that make the request a signed one; host must be among them. */
    public Map<String, String> sign(
            String method, String rawPath, String rawQuery, Map<String, String> headers, Instant now) {
        Map<String, String> all = new TreeMap<>(headers);
        all.put("x-amz-date", HttpDates.signature(now));
        Map<String, List<String>> lists = new TreeMap<>();
        all.forEach((name, value) -> lists.put(name, List.of(value)));
        RequestHead head = new RequestHead(method, rawPath, QueryParameters.parse(rawQuery), new Headers(lists));
        List<String> names = List.copyOf(head.headers().names());
        CredentialScope scope =
                new CredentialScope(key.id(), HttpDates.signature(now).substring(0, 8), "us-east-1", "s3");
        Presented unsigned = new Presented(scope, now, names, "", Optional.empty());
        String canonical = CanonicalRequest.of(
                head,
                CanonicalRequest.paths(head).getFirst(),
                names,
                all.getOrDefault("x-amz-content-sha256", "UNSIGNED-PAYLOAD"));
        String signature = SigningKey.derive(key.secret(), scope).sign(Authenticator.stringToSign(unsigned, canonical));
        all.put(
                "authorization",
                "AWS4-HMAC-SHA256 Credential=" + key.id() + "/" + scope.text() + ", SignedHeaders="
                        + String.join(";", names) + ", Signature=" + signature);
        return all;
    }
}
