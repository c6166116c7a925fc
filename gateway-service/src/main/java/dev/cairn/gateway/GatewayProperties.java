package dev.cairn.gateway;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code cairn.gateway.*}. Where REST, health and metrics are served is {@code server.address} and {@code server.port}.
 *
 * @param s3Address where S3 is served ({@code s3-address}, default 127.0.0.1)
 * @param s3Port the port of it; 0 picks a free one ({@code s3-port}, default 9000)
 * @param s3Region what S3 clients are told the region is ({@code s3-region}, default us-east-1)
 * @param s3Domains host names below which the first label is a bucket ({@code s3-domains}, default none)
 * @param callTime how long one call to a service may take, repeats after a change of leader included; then the client gets
 *     503 ({@code call-time}, default 30s)
 * @param transferTime how long one GiB of a body may take to arrive ({@code transfer-time}, default 1h)
 * @param waitTimeMax the longest that a read may ask to wait for offline data ({@code wait-time-max}, default 10m)
 * @param pollTimeMax the longest that a poll of the waiting list may be held ({@code poll-time-max}, default 1m)
 */
@ConfigurationProperties("cairn.gateway")
public record GatewayProperties(
        @DefaultValue("127.0.0.1") InetAddress s3Address,
        @DefaultValue("9000") int s3Port,
        @DefaultValue("us-east-1") String s3Region,
        @DefaultValue List<String> s3Domains,
        @DefaultValue("30s") Duration callTime,
        @DefaultValue("1h") Duration transferTime,
        @DefaultValue("10m") Duration waitTimeMax,
        @DefaultValue("1m") Duration pollTimeMax) {

    public GatewayProperties {
        s3Domains = List.copyOf(s3Domains);
        if (s3Port < 0 || s3Port > 65_535) {
            throw new IllegalArgumentException("cairn.gateway.s3-port must be 0 to 65535, not " + s3Port);
        }
        requirePositive("call-time", callTime);
        requirePositive("transfer-time", transferTime);
        requirePositive("wait-time-max", waitTimeMax);
        requirePositive("poll-time-max", pollTimeMax);
    }

    private static void requirePositive(String key, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException("cairn.gateway." + key + " must be positive, not " + value);
        }
    }
}
