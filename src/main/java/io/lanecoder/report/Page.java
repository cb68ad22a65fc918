package io.lanecoder.report;

import io.lanecoder.format.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts the page together: the template, the style, the chart library, our scripts, and the data as one block of JSON. */
final class Page {
    private static final Pattern PLACE = Pattern.compile("\\{\\{([\\w.]+)}}");
    private static final String CHARTS = "META-INF/maven/org.webjars/echarts/pom.properties";

    private Page() {
    }

    static String html(Map<String, Object> data) throws IOException {
        Matcher places = PLACE.matcher(resource("report.html"));
        StringBuilder page = new StringBuilder(1 << 21);
        int from = 0;
        String template = resource("report.html");
        while (places.find()) { // one pass: what is filled in is never searched for places
            MatchResult place = places.toMatchResult();
            page.append(template, from, place.start()).append(switch (place.group(1)) {
                case "data" -> inScript(Json.write(data));
                case "echarts.js" -> asScript(charts());
                case String name when name.endsWith(".js") -> asScript(resource(name));
                case String name -> resource(name);
            });
            from = place.end();
        }
        return page.append(template, from, template.length()).toString();
    }

    /** JSON that cannot end the script element it stands in, nor begin a comment there. */
    static String inScript(String json) {
        return json.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026");
    }

    /** A script that cannot end its element; in strings, the one place for such a text, the meaning stays. */
    private static String asScript(String script) {
        return script.replace("</script", "<\\/script").replace("<!--", "<\\!--");
    }

    private static String charts() throws IOException {
        Properties about = new Properties();
        try (InputStream in = Page.class.getClassLoader().getResourceAsStream(CHARTS)) {
            if (in == null) {
                throw new IllegalStateException(
                        "the report needs the charts of org.webjars:echarts, which is not on the class path");
            }
            about.load(in);
        }
        return text("META-INF/resources/webjars/echarts/" + about.getProperty("version") + "/echarts.common.min.js",
                Page.class.getClassLoader());
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            return text(name, in);
        }
    }

    private static String text(String name, ClassLoader loader) throws IOException {
        try (InputStream in = loader.getResourceAsStream(name)) {
            return text(name, in);
        }
    }

    private static String text(String name, InputStream in) throws IOException {
        if (in == null) {
            throw new IllegalStateException("the resource " + name + " is missing");
        }
        return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    }
}
