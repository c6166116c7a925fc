package dev.cairn.gateway.rest;

import dev.cairn.gateway.client.ClientConnection;
import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ValveBase;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

/**
 * Makes Tomcat leave paths and bodies alone. Names are bytes, so every percent-encoded byte must reach the controllers,
 * which read the raw request line; what Tomcat makes of the path only picks the servlet, and there is one.
 */
final class TomcatEdge implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.addConnectorCustomizers(TomcatEdge::customize);
        factory.addContextCustomizers(TomcatEdge::customize);
    }

    private static void customize(Connector connector) {
        // In ISO 8859-1 every byte is a character, so no name is refused as malformed.
        connector.setURIEncoding("ISO-8859-1");
        // Query parameters are UTF-8 all the same: that is the encoding of bodies.
        connector.setUseBodyEncodingForURI(true);
        connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
        connector.setEncodedReverseSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
        // A body that curl calls a form is a file all the same.
        connector.setParseBodyMethods("");
        // A client that asks before it sends a large body learns first whether it is wanted.
        connector.setProperty("continueResponseTiming", "onRead");
    }

    /** Lets requests that wait see whether their client is still there. */
    private static final class ConnectionValve extends ValveBase {

        ConnectionValve() {
            super(true);
        }

        @Override
        public void invoke(Request request, Response response) throws IOException, ServletException {
            ClientConnection.attach(request.getCoyoteRequest());
            getNext().invoke(request, response);
        }
    }

    private static void customize(Context context) {
        if (context.getParent() instanceof StandardHost host) {
            host.setErrorReportValveClass(ProblemReportValve.class.getName());
        }
        context.getPipeline().addValve(new ConnectionValve());
    }
}
