package dev.cairn.gateway;

import dev.cairn.gateway.s3.S3Server;
import dev.cairn.gateway.s3.S3Services;
import dev.cairn.gateway.s3.S3Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * The S3 server in the life of the application: it opens when everything it stands on is there and closes before anything
 * of it goes. Started and stopped by the thread that runs the application.
 */
public final class S3Endpoint implements SmartLifecycle {

    private final S3Settings settings;
    private final S3Services services;
    private volatile @Nullable S3Server server;

    S3Endpoint(S3Settings settings, S3Services services) {
        this.settings = settings;
        this.services = services;
    }

    @Override
    public void start() {
        try {
            server = S3Server.start(settings, services);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    @Override
    public void stop() {
        S3Server running = server;
        if (running != null) {
            running.close();
            server = null;
        }
    }

    @Override
    public boolean isRunning() {
        return server != null;
    }

    /** The port it listens on. */
    public int port() {
        S3Server running = server;
        if (running == null) {
            throw new IllegalStateException("the S3 endpoint is not running");
        }
        return running.port();
    }
}
