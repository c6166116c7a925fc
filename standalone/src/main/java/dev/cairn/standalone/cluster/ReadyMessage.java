package dev.cairn.standalone.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Tells people where the gateways of a started cluster listen, and with which key. */
final class ReadyMessage {

    private ReadyMessage() {}

    static String of(ClusterLayout layout) {
        Path keyFile = layout.folder().key(layout.gateways().getFirst().name());
        String key = read(keyFile);
        String gateways = layout.gateways().stream()
                .map(gateway -> "  %s  S3 %s  REST %s/v1%n"
                        .formatted(gateway.name(), url(gateway.secondPort()), url(gateway.port())))
                .collect(Collectors.joining());
        return """
                The cluster is ready: %5$d processes, data in %6$s.

                %1$s
                  Access key  %2$s
                  Secret key  %3$s

                Try it:

                  export AWS_ACCESS_KEY_ID=%2$s AWS_SECRET_ACCESS_KEY=%3$s AWS_DEFAULT_REGION=us-east-1
                  aws --endpoint-url %4$s s3 mb s3://first
                  ./cairn cluster status
                  ./cairn cluster kill NAME
                """.formatted(
                        gateways,
                        part("Access key", key, keyFile),
                        part("Secret key", key, keyFile),
                        url(layout.gateways().getFirst().secondPort()),
                        layout.members().size(),
                        layout.folder().root());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new ClusterException("the gateway has left no key in " + file, e);
        }
    }

    private static String part(String name, String key, Path file) {
        Matcher matcher = Pattern.compile(name + " +(\\S+)").matcher(key);
        if (!matcher.find()) {
            throw new ClusterException("there is no " + name + " in " + file);
        }
        return matcher.group(1);
    }

    private static String url(int port) {
        return "http://127.0.0.1:" + port;
    }
}
