package io.lanecoder.report;

import io.lanecoder.data.Labels;
import io.lanecoder.nn.Dense;
import io.lanecoder.nn.Network;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was trained, on what, how: enough to repeat it. */
final class HeadSection {
    private static final List<String> DEMO_OPTIONS = List.of("data", "rows", "seed", "threads", "out");

    private HeadSection() {
    }

    static Map<String, Object> of(Subject subject, Map<String, ?> run) {
        Network network = subject.model.network();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("rows", subject.count());
        json.put("features", subject.rows.cols());
        json.put("classes", subject.labels.map(Labels::names).orElse(null));
        json.put("scaler", subject.model.scaler().kind().text());
        json.put("parameters", network.parameterCount());
        json.put("encoderLayers", network.encoderLayers());
        List<Object> layers = new ArrayList<>();
        for (Dense layer : network.layers()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("name", layer.name());
            one.put("inputs", layer.inputs());
            one.put("outputs", layer.outputs());
            one.put("activation", layer.activation().toString());
            one.put("parameters", layer.parameterCount());
            layers.add(one);
        }
        json.put("layers", layers);
        json.put("provenance", subject.model.provenance());
        json.put("run", run.isEmpty() ? null : run);
        json.put("repeat", run.isEmpty() ? null : commandLine(run));
        return json;
    }

    /** The command line of a run, for a shell. */
    static String commandLine(Map<String, ?> run) {
        StringBuilder line = new StringBuilder("./lanecoder ").append(run.get("command"));
        if (run.get("options") instanceof Map<?, ?> options) {
            boolean demo = "demo".equals(run.get("command"));
            options.forEach((name, value) -> {
                if (demo && !DEMO_OPTIONS.contains(name.toString())) {
                    return; // these are the demo's own
                }
                if (value instanceof Boolean on) {
                    line.append(on ? " --" + name : "");
                } else if (value != null) {
                    Object shown = demo && name.equals("rows") ? value.toString().replaceFirst("^\\d*:", "") : value;
                    line.append(" --").append(name).append(' ').append(quoted(shown.toString()));
                }
            });
        }
        return line.toString();
    }

    private static String quoted(String word) {
        return word.matches("[\\w./:,+=@%-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
