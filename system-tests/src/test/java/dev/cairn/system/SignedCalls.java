package dev.cairn.system;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** S3 requests that are signed rightly and may be wrong in every other way. */
record SignedCalls(RawHttp http, SigV4 keys) {

    RawHttp.Answer get(String path, String query) {
        return call("GET", path, query, Map.of(), "");
    }

    RawHttp.Answer put(String path, String body) {
        return call("PUT", path, "", Map.of(), body);
    }

    RawHttp.Answer delete(String path, String query) {
        return call("DELETE", path, query, Map.of(), "");
    }

    RawHttp.Answer post(String path, String query, String document) {
        return call("POST", path, query, Map.of(), document);
    }

    RawHttp.Answer call(String method, String path, String query, Map<String, String> headers, String body) {
        return http.send(request(method, path, query, headers, body.getBytes(StandardCharsets.UTF_8)));
    }

    /** A request that is signed now. */
    RawHttp.Request request(String method, String path, String query, Map<String, String> headers, byte[] body) {
        Map<String, String> all = new TreeMap<>(headers);
        all.put("host", http.host());
        String target = query.isEmpty() ? path : path + "?" + query;
        return new RawHttp.Request(method, target, keys.sign(method, path, query, all, Instant.now()), body);
    }
}
