package dev.cairn.rpc.block;

import dev.cairn.api.block.BlockService;
import dev.cairn.kernel.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;

/** A {@link BlockEndpoint} behind the HTTP server that the block-service runs, on a free port of the loopback. Used by one thread. */
final class BlockServer implements AutoCloseable {

    /** Kept here, because a level is forgotten with its logger. */
    private static final Logger TOMCAT_LOG = Logger.getLogger("org.apache");

    static {
        TOMCAT_LOG.setLevel(Level.OFF);
    }

    private final Tomcat tomcat = new Tomcat();
    private boolean isClosed;

    BlockServer(BlockService blocks) {
        try {
            tomcat.setBaseDir(Files.createTempDirectory("cairn-rpc-test").toString());
            var connector = new Connector();
            connector.setPort(0);
            connector.setProperty("address", "127.0.0.1");
            tomcat.setConnector(connector);
            Context context = tomcat.addContext("", null);
            Tomcat.addServlet(context, "blocks", new BlockEndpoint(blocks, TimeSource.system()));
            context.addServletMapping("/blocks", "blocks");
            context.addServletMapping("/blocks/*", "blocks");
            tomcat.start();
        } catch (IOException | LifecycleException e) {
            throw new AssertionError(e);
        }
    }

    String address() {
        return "http://127.0.0.1:" + tomcat.getConnector().getLocalPort();
    }

    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException e) {
            throw new AssertionError(e);
        }
    }
}
