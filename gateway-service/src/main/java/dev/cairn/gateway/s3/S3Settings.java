package dev.cairn.gateway.s3;

import java.net.InetAddress;
import java.util.List;

/**
 * How the endpoint listens and what it calls itself.
 *
 * @param port 0 for any free one
 * @param region what GetBucketLocation answers; requests signed for any region are accepted
 * @param hostId names this server in answers, for people who search logs
 * @param domains host names below which the first label is a bucket; empty for path-style addresses alone
 */
public record S3Settings(InetAddress address, int port, String region, String hostId, List<String> domains) {

    public static final String DEFAULT_REGION = "us-east-1";

    public S3Settings {
        domains = List.copyOf(domains);
    }

    public static S3Settings on(InetAddress address, int port) {
        return new S3Settings(address, port, DEFAULT_REGION, "cairn", List.of());
    }
}
