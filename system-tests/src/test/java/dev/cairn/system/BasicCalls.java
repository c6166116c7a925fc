package dev.cairn.system;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/** REST requests with a right key that may be wrong in every other way. */
record BasicCalls(RawHttp http, SigV4 keys) {

    RawHttp.Answer call(String method, String target, String json) {
        return call(method, target, Map.of("content-type", "application/json"), json);
    }

    RawHttp.Answer call(String method, String target, Map<String, String> headers, String body) {
        return http.send(request(method, target, headers, body.getBytes(StandardCharsets.UTF_8)));
    }

    RawHttp.Request request(String method, String target, Map<String, String> headers, byte[] body) {
        byte[] pair = (keys.accessKey() + ":" + keys.secretKey()).getBytes(StandardCharsets.UTF_8);
        Map<String, String> all = new TreeMap<>(headers);
        all.put("authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
        return new RawHttp.Request(method, target, all, body);
    }
}
