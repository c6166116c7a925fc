package dev.cairn.standalone;

import dev.cairn.gateway.S3Endpoint;
import dev.cairn.gateway.auth.AccessKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.event.EventListener;

/**
 * Tells people where to go once everything serves: a file with the addresses, the first key pair and three commands to
 * copy. Only the owner may read it.
 */
public final class ReadyFile {

    private static final Logger LOG = LoggerFactory.getLogger(ReadyFile.class);

    private final Path file;
    private final AccessKey key;

    ReadyFile(Path file, AccessKey key) {
        this.file = file;
        this.key = key;
    }

    @EventListener
    void ready(ApplicationReadyEvent event) {
        var context = event.getApplicationContext();
        String s3 = "http://127.0.0.1:" + context.getBean(S3Endpoint.class).port();
        int restPort = context instanceof WebServerApplicationContext web && web.getWebServer() != null
                ? web.getWebServer().getPort()
                : 0;
        String rest = "http://127.0.0.1:" + restPort;
        write(text(s3, rest));
        LOG.atInfo()
                .addKeyValue("s3", s3)
                .addKeyValue("rest", rest)
                .addKeyValue(
                        "startMillis",
                        event.getTimeTaken() == null ? 0 : event.getTimeTaken().toMillis())
                .log("cairn is ready");
    }

    private String text(String s3, String rest) {
        return """
                Cairn is ready.

                  S3    %1$s
                  REST  %2$s/v1    (described at %2$s/openapi, health and metrics below %2$s/actuator)

                  Access key  %3$s
                  Secret key  %4$s

                Try it:

                  export AWS_ACCESS_KEY_ID=%3$s AWS_SECRET_ACCESS_KEY=%4$s AWS_DEFAULT_REGION=us-east-1
                  aws --endpoint-url %1$s s3 mb s3://first
                  curl -u "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" %2$s/v1/changes
                """.formatted(s3, rest, key.id(), key.secret());
    }

    private void write(String text) {
        Path fresh = file.resolveSibling("ready.new");
        try {
            Files.deleteIfExists(fresh);
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(fresh, text);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
