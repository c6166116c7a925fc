package dev.cairn.gateway.client;

import jakarta.servlet.http.HttpServletRequest;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Request;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether the client of a request is still there, while nothing is read from it and nothing written to it: a servlet
 * container finds that out only by the next write. Used by the thread of the request.
 */
public final class ClientConnection {

    private static final String ATTRIBUTE = ClientConnection.class.getName();

    private final @Nullable Request request;

    private ClientConnection(@Nullable Request request) {
        this.request = request;
    }

    /** Makes the connection of a request known to {@link #of}. */
    public static void attach(Request request) {
        request.setAttribute(ATTRIBUTE, request);
    }

    /** The connection of a request; of one that was never attached it is thought that it lasts. */
    public static ClientConnection of(HttpServletRequest request) {
        return new ClientConnection(request.getAttribute(ATTRIBUTE) instanceof Request known ? known : null);
    }

    /** Whether the client has not closed it. Bytes of a next request that come early are kept for their turn. */
    public boolean isOpen() {
        if (!hasNews()) {
            return true;
        }
        // An end is seen again and again, while early bytes are news only once.
        return !hasNews();
    }

    private boolean hasNews() {
        Request known = request;
        if (known == null) {
            return false;
        }
        known.action(ActionCode.AVAILABLE, true);
        return known.getAvailable() > 0;
    }
}
