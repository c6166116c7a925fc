package dev.cairn.gateway.s3;

import dev.cairn.kernel.Lifecycle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.ProtocolHandler;

/**
 * The S3 endpoint: an HTTP server of its own whose requests run on virtual threads. It is ready when {@link #start}
 * returns; closing it lets requests in flight end for a while, then drops them. Nothing is lost with it.
 */
public final class S3Server implements AutoCloseable {

    private final Tomcat tomcat;
    private final Connector connector;
    private final Turns turns;
    private final Path workFolder;
    private final Lifecycle lifecycle = new Lifecycle("the S3 endpoint");

    /** Known once it runs; written before the server is handed to anybody. */
    private int port;

    private S3Server(Tomcat tomcat, Connector connector, Turns turns, Path workFolder) {
        this.tomcat = tomcat;
        this.connector = connector;
        this.turns = turns;
        this.workFolder = workFolder;
    }

    /** @throws IOException if the address is taken or cannot be bound */
    public static S3Server start(S3Settings settings, S3Services services) throws IOException {
        Turns turns = new Turns(S3Limits.REQUESTS_IN_FLIGHT, S3Limits.TURN_WAIT);
        Path workFolder = Files.createTempDirectory("cairn-s3-");
        Tomcat tomcat = new Tomcat();
        tomcat.setSilent(true);
        tomcat.setBaseDir(workFolder.toString());
        tomcat.getEngine().setName("cairn-s3-" + workFolder.getFileName());
        Connector connector = connector(settings);
        tomcat.setConnector(connector);
        StandardHost host = (StandardHost) tomcat.getHost();
        host.setErrorReportValveClass("");
        host.getPipeline().addValve(new S3ErrorValve(settings.hostId()));
        StandardContext context = (StandardContext) tomcat.addContext("", workFolder.toString());
        // These look for leaks of web applications that come and go.
        context.setClearReferencesThreadLocals(false);
        context.setClearReferencesRmiTargets(false);
        Tomcat.addServlet(context, "s3", new S3Servlet(services, settings, turns));
        context.addServletMapping("/*", "s3");
        S3Server server = new S3Server(tomcat, connector, turns, workFolder);
        server.run();
        return server;
    }

    /** The port it listens on. */
    public int port() {
        return port;
    }

    @Override
    public void close() {
        if (!lifecycle.beginClose()) {
            return;
        }
        connector.pause();
        turns.drain(S3Limits.DRAIN_MAX);
        stop();
        lifecycle.become(Lifecycle.State.CLOSED);
    }

    private void run() throws IOException {
        lifecycle.become(Lifecycle.State.STARTING);
        try {
            tomcat.start();
        } catch (LifecycleException e) {
            stop();
            throw new IOException(
                    "the S3 endpoint cannot listen on port " + connector.getPort() + ": " + rootCause(e), e);
        }
        if (connector.getState() != LifecycleState.STARTED) {
            // The container has logged why and gone on without it.
            stop();
            throw new IOException("the S3 endpoint cannot listen on port " + connector.getPort());
        }
        port = connector.getLocalPort();
        lifecycle.become(Lifecycle.State.RUNNING);
    }

    private void stop() {
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException e) {
            // It failed to stop something that never ran; the socket is closed either way.
        }
        try (Stream<Path> files = Files.walk(workFolder)) {
            files.sorted(Comparator.reverseOrder()).forEach(S3Server::delete);
        } catch (IOException e) {
            // An empty folder in the system's temporary folder stays behind.
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // It stays behind in the system's temporary folder.
        }
    }

    private static Connector connector(S3Settings settings) {
        Connector connector = new Connector("org.apache.coyote.http11.Http11NioProtocol");
        connector.setPort(settings.port());
        connector.setThrowOnFailure(true);
        connector.setXpoweredBy(false);
        set(connector, "address", settings.address().getHostAddress());
        set(connector, "useVirtualThreads", "true");
        set(connector, "maxConnections", S3Limits.CONNECTIONS_MAX);
        set(connector, "maxKeepAliveRequests", -1);
        set(connector, "connectionTimeout", S3Limits.SILENCE_MAX.toMillis());
        set(connector, "keepAliveTimeout", S3Limits.SILENCE_MAX.toMillis());
        set(connector, "maxHttpHeaderSize", S3Limits.HEADER_BYTES_MAX);
        set(connector, "maxHeaderCount", S3Limits.HEADERS_MAX);
        set(connector, "maxSwallowSize", S3Limits.SWALLOW_BYTES_MAX);
        // Not on the first read: the connector writes no reason phrase, and botocore, which waits for 100 Continue,
        // takes
        // a final status line without one for a broken connection instead of the refusal it is.
        set(connector, "continueResponseTiming", "immediately");
        // Clients differ in what they leave unencoded; the signature decides, not the connector.
        set(connector, "relaxedPathChars", "\"<>[\\]^`{|}");
        set(connector, "relaxedQueryChars", "\"<>[\\]^`{|}");
        connector.addLifecycleListener(event -> {
            if (event.getType().equals(org.apache.catalina.Lifecycle.AFTER_INIT_EVENT)) {
                ProtocolHandler protocol = connector.getProtocolHandler();
                protocol.setAdapter(new RawUriAdapter(protocol.getAdapter()));
            }
        });
        return connector;
    }

    private static void set(Connector connector, String property, long value) {
        set(connector, property, Long.toString(value));
    }

    private static void set(Connector connector, String property, String value) {
        if (!connector.setProperty(property, value)) {
            throw new IllegalStateException("the connector does not know the property " + property);
        }
    }

    private static String rootCause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }
}
