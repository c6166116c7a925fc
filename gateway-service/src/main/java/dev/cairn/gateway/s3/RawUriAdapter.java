package dev.cairn.gateway.s3;

import dev.cairn.gateway.client.ClientConnection;
import org.apache.coyote.Adapter;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.tomcat.util.net.SocketEvent;

/**
 * Stands before the servlet container and takes the path away from it. A container decodes and normalises paths and
 * refuses some; S3 keys may hold dots, empty components, encoded slashes and anything else, and signatures cover what
 * was sent. So the container sees {@code /}, and the servlet finds the path as it was sent in a request attribute.
 */
final class RawUriAdapter implements Adapter {

    static final String RAW_PATH = "dev.cairn.gateway.s3.raw-path";

    private static final byte[] ROOT = {'/'};

    private final Adapter container;

    RawUriAdapter(Adapter container) {
        this.container = container;
    }

    @Override
    public void service(Request request, Response response) throws Exception {
        ClientConnection.attach(request);
        request.setAttribute(RAW_PATH, request.requestURI().toString());
        request.requestURI().setBytes(ROOT, 0, ROOT.length);
        container.service(request, response);
    }

    @Override
    public boolean prepare(Request request, Response response) throws Exception {
        return container.prepare(request, response);
    }

    @Override
    public boolean asyncDispatch(Request request, Response response, SocketEvent status) throws Exception {
        return container.asyncDispatch(request, response, status);
    }

    @Override
    public void log(Request request, Response response, long time) {
        container.log(request, response, time);
    }

    @Override
    public void checkRecycled(Request request, Response response) {
        container.checkRecycled(request, response);
    }

    @Override
    public String getDomain() {
        return container.getDomain();
    }
}
